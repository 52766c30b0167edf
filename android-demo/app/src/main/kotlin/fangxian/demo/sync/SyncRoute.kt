package fangxian.demo.sync

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.records.Words

/** Uploading with its model. */
@Composable
fun SyncRoute(model: SyncModel, enrolAgain: (Words) -> Unit) {
    val state by model.state.collectAsStateWithLifecycle()
    val acts = SyncActs(
        model::syncNow, model::stop, model::wifiOnly, model::retryRefusals, enrolAgain,
    )
    SyncScreen(state, acts)
}
