package fangxian.demo.sync

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import fangxian.demo.R
import fangxian.demo.look.Calm
import fangxian.demo.look.Choice
import fangxian.demo.look.Framed
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.said
import fangxian.demo.records.SyncEnd
import fangxian.demo.records.SyncReport
import fangxian.demo.records.Words

/** What one may do about uploading. */
class SyncActs(
    val syncNow: () -> Unit = {},
    val stop: () -> Unit = {},
    val wifiOnly: (Boolean) -> Unit = {},
    val retryRefusals: () -> Unit = {},
    val enrolAgain: (Words) -> Unit = {},
)

/** What waits, why and since when; how to get it to the township. */
@Composable
fun SyncScreen(state: SyncState, acts: SyncActs) = Page(
    title = stringResource(R.string.sync_title),
    bottom = {
        if (state.running) {
            OtherButton(stringResource(R.string.sync_stop), onClick = acts.stop)
        } else {
            MainButton(stringResource(R.string.sync_now), onClick = acts.syncNow)
        }
    },
) {
    state.refused?.let { item { Problem(it.said()) } }
    item { Waiting(state) }
    if (state.running) item { Calm(stringResource(R.string.sync_running)) }
    state.report?.takeIf { !state.running }?.let { item { Why(it, acts) } }
    item {
        Choice(
            stringResource(R.string.sync_wifi_only),
            state.wifiOnly,
            stringResource(R.string.sync_wifi_only_note),
            acts.wifiOnly,
        )
    }
    refusals(state, acts)
    item { LeftOut(R.string.sync_courier, R.string.sync_courier_none) }
    item { LeftOut(R.string.sync_receipts, R.string.sync_receipts_none) }
}

@Composable
private fun Waiting(state: SyncState) = Framed {
    val waiting = state.waiting ?: return@Framed Note(stringResource(R.string.common_loading))
    val large = MaterialTheme.typography.titleLarge
    if (waiting.records == 0) {
        Text(stringResource(R.string.sync_all_there), style = large)
    } else {
        Text(stringResource(R.string.sync_waiting, waiting.records), style = large)
        Text(stringResource(R.string.sync_changes, waiting.unsent, waiting.unanswered))
        waiting.since?.let { Text(stringResource(R.string.sync_since, said(it))) }
    }
    Note(
        state.lastSync?.let { stringResource(R.string.sync_last, said(it)) }
            ?: stringResource(R.string.sync_never),
    )
}

@Composable
private fun Why(report: SyncReport, acts: SyncActs) = Framed {
    val ended = report.ended
    if (ended !is SyncEnd.AllThere) {
        // Who was let go may have nothing left to upload: the words say what to do.
        if (ended !is SyncEnd.Dismissed) Heading(stringResource(R.string.sync_why))
        Text(ended.text())
    }
    if (ended is SyncEnd.Dismissed) {
        OtherButton(stringResource(R.string.sync_enrol_again)) { acts.enrolAgain(ended.words) }
    }
    report.retryAt?.let { Text(stringResource(R.string.sync_next_try, said(it))) }
    Note(stringResource(R.string.sync_took, report.pushed, report.pulled))
    if (report.filesWaiting > 0) {
        Note(stringResource(R.string.sync_photos_waiting, report.filesWaiting))
    }
}

@Composable
private fun SyncEnd.text(): String = when (this) {
    SyncEnd.AllThere -> stringResource(R.string.sync_all_there)
    SyncEnd.NoConnection -> stringResource(R.string.sync_why_no_connection)
    SyncEnd.NotTheCentre -> stringResource(R.string.sync_why_not_the_centre)
    SyncEnd.PhoneFull -> stringResource(R.string.sync_why_phone_full)
    SyncEnd.Locked -> stringResource(R.string.sync_why_locked)
    SyncEnd.Stopped -> stringResource(R.string.sync_why_stopped)
    SyncEnd.WaitsForWifi -> stringResource(R.string.sync_why_wifi)
    is SyncEnd.Dismissed -> words.said()
    is SyncEnd.Refused -> words.said()
}

private fun LazyListScope.refusals(state: SyncState, acts: SyncActs) {
    if (state.refusals.isEmpty()) return
    item { Heading(stringResource(R.string.sync_refused, state.refusals.size)) }
    item { Note(stringResource(R.string.sync_refused_note)) }
    items(state.refusals) {
        Framed {
            Text(it.words.said())
            Note(said(it.savedAt))
        }
    }
    item { OtherButton(stringResource(R.string.sync_retry_refused), onClick = acts.retryRefusals) }
}

/** A place that is kept, and what this version does not do there. */
@Composable
private fun LeftOut(title: Int, what: Int) = Framed {
    Heading(stringResource(title))
    Note(stringResource(what))
}
