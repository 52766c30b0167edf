package fangxian.demo.sync

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle

/** Uploading with its model. */
@Composable
fun SyncRoute(model: SyncModel) {
    val state by model.state.collectAsStateWithLifecycle()
    SyncScreen(state, SyncActs(model::syncNow, model::stop, model::wifiOnly, model::retryRefusals))
}
