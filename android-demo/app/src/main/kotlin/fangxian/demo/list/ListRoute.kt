package fangxian.demo.list

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.LifecycleResumeEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle

/** The list with its model. */
@Composable
fun ListRoute(
    model: ListModel,
    open: (String) -> Unit,
    report: () -> Unit,
    seeWaiting: () -> Unit,
) {
    val state by model.state.collectAsStateWithLifecycle()
    LifecycleResumeEffect(model) {
        model.shownAgain()
        onPauseOrDispose { }
    }
    ListScreen(
        state,
        ListActs(model::search, model::filter, open, model::more, report, seeWaiting),
    )
}
