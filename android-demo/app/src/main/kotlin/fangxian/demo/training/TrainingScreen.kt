package fangxian.demo.training

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import fangxian.demo.R
import fangxian.demo.look.Calm
import fangxian.demo.look.Done
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.Tag
import fangxian.demo.look.WhereTag
import fangxian.demo.look.named
import fangxian.demo.look.said
import fangxian.demo.look.saidTime
import fangxian.demo.records.Presence
import fangxian.demo.records.Session
import fangxian.demo.records.TrainingLine

/** What one may do with training. */
class TrainingActs(
    val back: () -> Unit = {},
    val startOpening: () -> Unit = {},
    val opening: (Opening.() -> Opening) -> Unit = {},
    val open: () -> Unit = {},
    val show: (String) -> Unit = {},
    val showMyCode: () -> Unit = {},
    val scan: () -> Unit = {},
    val showRoster: () -> Unit = {},
    val pick: (String) -> Unit = {},
    val signInPicked: () -> Unit = {},
    val closeRoster: () -> Unit = {},
    val signOutAll: () -> Unit = {},
    val takePaper: () -> Unit = {},
    val archive: () -> Unit = {},
)

/** Training: the list, one session, a form, a list to pick from, or my own code. */
@Composable
fun TrainingScreen(state: TrainingState, acts: TrainingActs) {
    val (session, opening, roster, code) = state.run { Shown(session, opening, roster, myCode) }
    when {
        code != null -> MyCodePage(code, acts.back)
        roster != null -> RosterPage(roster, acts)
        session != null -> SessionPage(session, state, acts)
        opening != null -> OpeningPage(opening, state, acts)
        else -> SessionsPage(state, acts)
    }
}

private data class Shown(
    val session: Session?,
    val opening: Opening?,
    val roster: Roster?,
    val code: String?,
)

@Composable
private fun SessionsPage(state: TrainingState, acts: TrainingActs) = Page(
    title = stringResource(R.string.training_title),
    bottom = { MainButton(stringResource(R.string.training_my_code), onClick = acts.showMyCode) },
) {
    state.refused?.let { item { Problem(it.said()) } }
    item { OtherButton(stringResource(R.string.training_open), onClick = acts.startOpening) }
    val lines = state.lines
    if (lines == null) item { Note(stringResource(R.string.common_loading)) }
    if (lines?.isEmpty() == true) item { Note(stringResource(R.string.training_none)) }
    items(lines.orEmpty(), key = { it.id }) { Line(it) { acts.show(it.id) } }
}

@Composable
private fun Line(line: TrainingLine, show: () -> Unit) = Column(
    Modifier.fillMaxWidth().clickable(onClick = show).heightIn(min = 64.dp),
    verticalArrangement = Arrangement.spacedBy(6.dp),
) {
    Text(line.title, style = MaterialTheme.typography.titleMedium)
    if (line.place.isNotEmpty()) Note(line.place)
    Tag(line.state.said())
    Text(stringResource(R.string.training_people, line.people))
    WhereTag(line.where)
    HorizontalDivider(Modifier.padding(top = 6.dp))
}

@Composable
private fun SessionPage(session: Session, state: TrainingState, acts: TrainingActs) = Page(
    title = stringResource(R.string.training_title),
    back = acts.back,
    bottom = {
        MainButton(
            stringResource(R.string.training_sign_in),
            enabled = !state.busy,
            onClick = acts.scan,
        )
    },
) {
    state.refused?.let { item { Problem(it.said()) } }
    state.said?.let { item { Came(it) } }
    item { Text(session.title, style = MaterialTheme.typography.headlineSmall) }
    if (session.place.isNotEmpty()) item { Note(session.place) }
    item { Tag(session.state.said()) }
    item { WhereTag(session.where) }
    items(session.notices) { Calm(it.said()) }
    item { OtherButton(stringResource(R.string.training_roster), onClick = acts.showRoster) }
    attendance(session)
    item { OtherButton(stringResource(R.string.training_paper), onClick = acts.takePaper) }
    if (session.papers > 0) {
        item { Note(stringResource(R.string.training_paper_count, session.papers)) }
    }
    item { OtherButton(stringResource(R.string.training_sign_out_all), onClick = acts.signOutAll) }
    item { OtherButton(stringResource(R.string.training_archive), onClick = acts.archive) }
}

private fun LazyListScope.attendance(session: Session) {
    item { Heading(stringResource(R.string.training_attendance)) }
    item { Text(stringResource(R.string.training_people, session.attendance.size)) }
    item { Text(stringResource(R.string.training_hours, hours(session.minutes))) }
    items(session.attendance, key = { it.person }) { PresenceLine(it) }
}

/** Hours to the tenth, as people say them. */
private fun hours(minutes: Long): String = "%.1f".format(minutes / 60.0)

@Composable
private fun PresenceLine(presence: Presence) = Column(Modifier.fillMaxWidth()) {
    Text(named(presence.name), style = MaterialTheme.typography.titleMedium)
    val from = saidTime(presence.from)
    Note(
        presence.until?.let { stringResource(R.string.training_in_out, from, saidTime(it)) }
            ?: stringResource(R.string.training_in_at, from),
    )
    if (presence.disputed) Tag(stringResource(R.string.training_disputed), urgent = true)
    if (presence.rejected) Tag(stringResource(R.string.training_rejected), urgent = true)
}

/** What came of the last thing done. */
@Composable
private fun Came(said: Said) = when (said) {
    is Said.SignedIn -> Done(stringResource(R.string.training_signed_in, named(said.name)))
    is Said.AlreadyIn -> Calm(stringResource(R.string.training_already, named(said.name)))
    Said.CodeOld -> Problem(stringResource(R.string.training_code_old))
    Said.NoCode -> Problem(stringResource(R.string.start_no_code_found))
    Said.OtherCode -> Problem(stringResource(R.string.training_not_a_person_code))
    Said.PhotoFailed -> Problem(stringResource(R.string.report_photo_unreadable))
    is Said.Ended -> when (val who = said.outcome.waitsFor.map { it.said() }) {
        emptyList<String>() -> Done(stringResource(R.string.hazard_done))
        else -> Done(stringResource(R.string.hazard_proposed, who.joinToString(" / ")))
    }
}
