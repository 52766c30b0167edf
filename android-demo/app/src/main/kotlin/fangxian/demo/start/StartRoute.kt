package fangxian.demo.start

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.android.rememberScanner

/** The first screen with its model and the camera. */
@Composable
fun StartRoute(model: StartModel, back: (() -> Unit)?) {
    val state by model.state.collectAsStateWithLifecycle()
    val scan = rememberScanner(model::scanned)
    val acts = StartActs(scan, model::type, model::url, model::code, model::enrol, back)
    StartScreen(state, acts)
}
