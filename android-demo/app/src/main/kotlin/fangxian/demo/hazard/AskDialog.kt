package fangxian.demo.hazard

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.FilterChip
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import fangxian.demo.R
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.said

/** Days to choose from; a township that needs another gives its order on paper. */
private val DAYS = listOf(1L, 3L, 7L, 15L, 30L)

/** What an act needs to know, and nothing more. */
@Composable
internal fun AskDialog(ask: Ask, state: HazardState, acts: HazardActs) = AlertDialog(
    onDismissRequest = acts.dismiss,
    title = { Heading(stringResource(ask.text())) },
    text = {
        Column(
            Modifier.verticalScroll(rememberScrollState()),
            verticalArrangement = Arrangement.spacedBy(10.dp),
        ) {
            ask.first?.let { Field(it, ask.optional, state.answer.first, acts.first) }
            ask.second?.let { Field(it, false, state.answer.second, acts.second) }
            if (ask.days) Days(state.answer.days, acts)
        }
    },
    confirmButton = {
        MainButton(
            stringResource(R.string.common_save),
            enabled = state.canAnswer,
            onClick = acts.confirm,
        )
    },
    dismissButton = {
        TextButton(acts.dismiss) { Text(stringResource(R.string.common_cancel)) }
    },
)

@Composable
private fun Field(part: Part, optional: Boolean, text: String, change: (String) -> Unit) =
    OutlinedTextField(
        value = text,
        onValueChange = change,
        label = { Text(stringResource(part.text)) },
        supportingText = if (optional) {
            { Text(stringResource(R.string.common_optional)) }
        } else {
            null
        },
        modifier = Modifier.fillMaxWidth(),
    )

private val Part.text: Int
    get() = when (this) {
        Part.NOTE -> R.string.hazard_ask_note
        Part.MEASURES -> R.string.hazard_ask_measures
        Part.REASON -> R.string.hazard_ask_reason
        Part.INTERIM -> R.string.hazard_ask_interim
    }

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Days(chosen: Long, acts: HazardActs) {
    Text(stringResource(R.string.hazard_ask_until))
    FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        for (days in DAYS) {
            FilterChip(
                selected = days == chosen,
                onClick = { acts.days(days) },
                label = {
                    Text(
                        stringResource(R.string.hazard_ask_days, days),
                        Modifier.padding(vertical = 8.dp),
                    )
                },
                modifier = Modifier.heightIn(min = 48.dp),
            )
        }
    }
    Note(said(acts.until(chosen)))
}
