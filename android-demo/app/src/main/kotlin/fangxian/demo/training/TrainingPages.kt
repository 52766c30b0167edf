package fangxian.demo.training

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.FilterChip
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import fangxian.demo.R
import fangxian.demo.codes.Qr
import fangxian.demo.look.Choice
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.said

/** Lengths to choose from, in minutes. */
private val MINUTES = listOf(30L, 45L, 60L, 90L, 120L)

/** Opens a session. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun OpeningPage(opening: Opening, state: TrainingState, acts: TrainingActs) = Page(
    title = stringResource(R.string.training_open),
    back = acts.back,
    bottom = {
        MainButton(
            stringResource(R.string.training_start),
            enabled = opening.topic.isNotBlank() && !state.busy,
            onClick = acts.open,
        )
    },
) {
    state.refused?.let { item { Problem(it.said()) } }
    item { Field(R.string.training_topic, opening.topic) { acts.opening { copy(topic = it) } } }
    item { Field(R.string.training_place, opening.place) { acts.opening { copy(place = it) } } }
    item { Text(stringResource(R.string.training_length)) }
    item {
        FlowRow(
            horizontalArrangement = Arrangement.spacedBy(8.dp),
            verticalArrangement = Arrangement.spacedBy(8.dp),
        ) {
            for (minutes in MINUTES) {
                FilterChip(
                    selected = minutes == opening.minutes,
                    onClick = { acts.opening { copy(minutes = minutes) } },
                    label = {
                        Text(
                            stringResource(R.string.training_minutes, minutes),
                            Modifier.padding(vertical = 8.dp),
                        )
                    },
                    modifier = Modifier.heightIn(min = 48.dp),
                )
            }
        }
    }
}

@Composable
private fun Field(label: Int, text: String, change: (String) -> Unit) = OutlinedTextField(
    value = text,
    onValueChange = change,
    label = { Text(stringResource(label)) },
    modifier = Modifier.fillMaxWidth(),
)

/** Signs people in from the list, for those without a phone. */
@Composable
internal fun RosterPage(roster: Roster, acts: TrainingActs) = Page(
    title = stringResource(R.string.training_roster),
    back = acts.closeRoster,
    bottom = {
        MainButton(
            stringResource(R.string.training_roster_sign, roster.picked.size),
            enabled = roster.picked.isNotEmpty(),
            onClick = acts.signInPicked,
        )
    },
) {
    if (roster.people.isEmpty()) item { Note(stringResource(R.string.common_none)) }
    items(roster.people, key = { it.id }) {
        Choice(it.name, it.id in roster.picked) { _ -> acts.pick(it.id) }
    }
}

/** My own code, for whoever holds the session to scan. */
@Composable
internal fun MyCodePage(code: String, back: () -> Unit) = Page(
    title = stringResource(R.string.training_my_code),
    back = back,
) {
    item { Squares(code) }
    item { Note(stringResource(R.string.training_my_code_note)) }
}

/** Black on white also in the dark: scanners expect it. */
@Composable
private fun Squares(code: String) {
    val rows = remember(code) { Qr.squares(code) }
    val description = stringResource(R.string.training_code_description, code)
    Canvas(
        Modifier.fillMaxWidth().aspectRatio(1f)
            .semantics { contentDescription = description },
    ) {
        drawRect(Color.White)
        // Whole pixels, so that no light line runs between dark squares.
        val side = (size.width / rows.size).toInt().toFloat()
        val edge = (size.width - side * rows.size) / 2
        rows.forEachIndexed { y, row ->
            row.forEachIndexed { x, dark ->
                val at = Offset(edge + x * side, edge + y * side)
                if (dark) drawRect(Color.Black, at, Size(side, side))
            }
        }
    }
}
