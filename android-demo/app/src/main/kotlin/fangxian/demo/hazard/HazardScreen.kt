package fangxian.demo.hazard

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
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
import fangxian.demo.look.Framed
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.PhotoStrip
import fangxian.demo.look.Problem
import fangxian.demo.look.Tag
import fangxian.demo.look.WhereTag
import fangxian.demo.look.named
import fangxian.demo.look.said
import fangxian.demo.records.Differing
import fangxian.demo.records.Hazard
import fangxian.demo.records.Outcome
import fangxian.demo.records.Said
import fangxian.demo.records.Shows
import fangxian.demo.records.Step
import java.io.File
import java.time.LocalDate

/** What one may do with a hazard. */
class HazardActs(
    val back: () -> Unit = {},
    val ask: (Ask) -> Unit = {},
    val takePhoto: (Shows) -> Unit = {},
    val play: (File) -> Unit = {},
    val settle: (Differing, String) -> Unit = { _, _ -> },
    val see: (String) -> Unit = {},
    val same: (String, Boolean) -> Unit = { _, _ -> },
    val first: (String) -> Unit = {},
    val second: (String) -> Unit = {},
    val days: (Long) -> Unit = {},
    val until: (Long) -> LocalDate = { LocalDate.MIN },
    val confirm: () -> Unit = {},
    val dismiss: () -> Unit = {},
)

/** One hazard: how it stands and why, what next, what happened, and what one may do. */
@Composable
fun HazardScreen(state: HazardState, acts: HazardActs) {
    when (val asking = state.asking) {
        null -> HazardPage(state, acts)
        else -> AskPage(asking, state, acts)
    }
}

@Composable
private fun HazardPage(state: HazardState, acts: HazardActs) = Page(
    title = state.hazard?.label ?: stringResource(R.string.hazard_title),
    back = acts.back,
    bottom = {
        MainButton(
            stringResource(R.string.hazard_act_still_dangerous),
            enabled = state.hazard != null && !state.busy,
        ) { acts.ask(Ask.STILL_DANGEROUS) }
    },
) {
    state.refused?.let { item { Problem(it.said()) } }
    if (state.photoFailed) item { Problem(stringResource(R.string.report_photo_unreadable)) }
    state.outcome?.let { item { Ended(it) } }
    val hazard = state.hazard
    if (hazard == null) {
        if (state.refused == null) item { Note(stringResource(R.string.common_loading)) }
    } else {
        item { Head(hazard) }
        notices(hazard)
        item { Next(hazard) }
        alike(hazard, acts)
        differing(hazard, acts)
        proposals(hazard)
        photos(hazard, state.files)
        voices(hazard, state.files, acts)
        item { Acts(acts) }
        timeline(hazard)
    }
}

@Composable
private fun Ended(outcome: Outcome) {
    if (outcome.waitsFor.isEmpty()) return Done(stringResource(R.string.hazard_done))
    val who = outcome.waitsFor.map { it.said() }.joinToString(" / ")
    Done(stringResource(R.string.hazard_proposed, who))
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Head(hazard: Hazard) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
    Text(
        hazard.title.ifEmpty { stringResource(R.string.list_untitled) },
        style = MaterialTheme.typography.headlineSmall,
    )
    Text(hazard.description.ifEmpty { stringResource(R.string.hazard_no_description) })
    if (hazard.place.isNotEmpty()) Named(R.string.hazard_where, hazard.place)
    Named(R.string.hazard_state, hazard.state.said())
    if (hazard.flags.isNotEmpty()) FlowRow(
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalArrangement = Arrangement.spacedBy(6.dp),
    ) {
        for (flag in hazard.flags) Tag(flag.said(), urgent = true)
    }
    WhereTag(hazard.where)
}

@Composable
private fun Named(name: Int, text: String) = Row {
    Note(stringResource(name))
    Text(text, Modifier.padding(start = 10.dp))
}

private fun LazyListScope.notices(hazard: Hazard) {
    if (hazard.notices.isEmpty()) return
    item { Heading(stringResource(R.string.hazard_notices)) }
    items(hazard.notices) { Calm(it.said()) }
}

@Composable
private fun Next(hazard: Hazard) = Framed {
    Heading(stringResource(R.string.hazard_next))
    Text(hazard.next.said())
    hazard.deadline?.let {
        Heading(stringResource(R.string.hazard_deadline))
        Text(said(it.day))
        Note(it.why.said())
    }
    Heading(stringResource(R.string.hazard_why))
    Text(hazard.explained.said())
}

/** A person decides; the ledger never merges two records by itself. */
private fun LazyListScope.alike(hazard: Hazard, acts: HazardActs) {
    if (hazard.alike.isEmpty()) return
    item { Heading(stringResource(R.string.report_duplicate_title)) }
    items(hazard.alike) { other ->
        Framed {
            Text(other.title.ifEmpty { stringResource(R.string.list_untitled) })
            if (other.place.isNotEmpty()) Note(other.place)
            other.metres?.let { Note(stringResource(R.string.report_duplicate_away, it)) }
            OtherButton(stringResource(R.string.report_duplicate_see)) { acts.see(other.id) }
            OtherButton(stringResource(R.string.hazard_same)) { acts.same(other.id, true) }
            OtherButton(stringResource(R.string.hazard_not_same)) { acts.same(other.id, false) }
        }
    }
}

/** Two values stand side by side, who wrote each below it; more go on in the next row. */
private fun LazyListScope.differing(hazard: Hazard, acts: HazardActs) {
    if (hazard.differing.isEmpty()) return
    item { Heading(stringResource(R.string.hazard_conflicts)) }
    for (field in hazard.differing) {
        items(field.values.chunked(2)) { pair ->
            Row(
                Modifier.height(IntrinsicSize.Max),
                horizontalArrangement = Arrangement.spacedBy(8.dp),
            ) {
                for (value in pair) {
                    Value(value, Modifier.weight(1f).fillMaxHeight()) {
                        acts.settle(field, value.words.zh)
                    }
                }
            }
        }
    }
}

@Composable
private fun Value(value: Said, modifier: Modifier, take: () -> Unit) = Framed(modifier) {
    Text(value.words.said())
    Note(stringResource(R.string.hazard_said_by, named(value.by)))
    OtherButton(stringResource(R.string.hazard_take_this), onClick = take)
}

private fun LazyListScope.proposals(hazard: Hazard) {
    if (hazard.proposals.isEmpty()) return
    item { Heading(stringResource(R.string.hazard_proposals)) }
    items(hazard.proposals) {
        Framed {
            Text(it.words.said())
            Note(named(it.by))
        }
    }
}

private fun LazyListScope.photos(hazard: Hazard, files: Map<String, File>) {
    val kinds = listOf(
        Shows.BEFORE to R.string.hazard_photos_before,
        Shows.AFTER to R.string.hazard_photos_after,
    )
    for ((shows, title) in kinds) {
        val listed = hazard.evidence.filter { it.shows == shows }
        if (listed.isEmpty()) continue
        val here = listed.mapNotNull { files[it.hash] }
        item { Heading(stringResource(title)) }
        if (here.isNotEmpty()) {
            item {
                val described = stringResource(title)
                PhotoStrip(here, describe = { "$described $it" })
            }
        }
        if (here.size < listed.size) {
            item { Note(stringResource(R.string.hazard_photo_elsewhere)) }
        }
    }
}

private fun LazyListScope.voices(hazard: Hazard, files: Map<String, File>, acts: HazardActs) {
    val here = hazard.evidence.filter { it.shows == Shows.VOICE }.mapNotNull { files[it.hash] }
    if (here.isEmpty()) return
    item { Heading(stringResource(R.string.hazard_voice_notes)) }
    items(here) {
        OtherButton(stringResource(R.string.hazard_play_voice)) { acts.play(it) }
    }
}

private val ACTS = listOf(
    Ask.GONE to R.string.hazard_act_gone,
    Ask.CLAIM to R.string.hazard_act_claim,
    Ask.WORDS to R.string.hazard_add_words,
    Ask.EXTEND to R.string.hazard_act_extend,
    Ask.ACCEPT to R.string.hazard_act_accept,
    Ask.ORDER to R.string.hazard_act_order,
    Ask.PASSED to R.string.hazard_act_passed,
    Ask.FAILED to R.string.hazard_act_failed,
    Ask.CLOSE to R.string.hazard_act_close,
    Ask.VOID to R.string.hazard_act_void,
)

/** Everything one may say. Whether it takes effect is the ledger's to judge, never the app's. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Acts(acts: HazardActs) = Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
    Heading(stringResource(R.string.hazard_acts))
    Note(stringResource(R.string.hazard_acts_note))
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
    ) {
        OtherButton(stringResource(R.string.hazard_act_photo_before), Modifier) {
            acts.takePhoto(Shows.BEFORE)
        }
        OtherButton(stringResource(R.string.hazard_act_photo_after), Modifier) {
            acts.takePhoto(Shows.AFTER)
        }
        for ((ask, text) in ACTS) OtherButton(stringResource(text), Modifier) { acts.ask(ask) }
    }
}

internal fun Ask.text(): Int =
    ACTS.firstOrNull { it.first == this }?.second ?: R.string.hazard_act_still_dangerous

private fun LazyListScope.timeline(hazard: Hazard) {
    item { Heading(stringResource(R.string.hazard_timeline)) }
    items(hazard.steps.asReversed()) { StepLine(it) }
}

@Composable
private fun StepLine(step: Step) = Column(
    Modifier.fillMaxWidth(),
    verticalArrangement = Arrangement.spacedBy(4.dp),
) {
    Text(step.words.said())
    Note(said(step.at))
    if (step.doubtful) Tag(stringResource(R.string.hazard_clock_doubtful), urgent = true)
    WhereTag(step.where)
    HorizontalDivider(Modifier.padding(top = 6.dp))
}
