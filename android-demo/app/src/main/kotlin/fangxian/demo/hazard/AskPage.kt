package fangxian.demo.hazard

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.FilterChip
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import fangxian.demo.R
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.said

/** Days to choose from; a township that needs another gives its order on paper. */
private val DAYS = listOf(1L, 3L, 7L, 15L, 30L)

/** What an act needs to know, and nothing more. */
@Composable
internal fun AskPage(ask: Ask, state: HazardState, acts: HazardActs) = Page(
    title = stringResource(ask.text()),
    back = acts.dismiss,
    bottom = {
        MainButton(
            stringResource(R.string.common_save),
            enabled = state.canAnswer,
            onClick = acts.confirm,
        )
        OtherButton(stringResource(R.string.common_cancel), onClick = acts.dismiss)
    },
) {
    state.hazard?.let { item { Heading(it.title) } }
    ask.first?.let { item { Field(it, ask.optional, state.answer.first, acts.first) } }
    ask.second?.let { item { Field(it, false, state.answer.second, acts.second) } }
    if (ask.days) item { Days(state.answer.days, acts) }
}

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
private fun Days(chosen: Long, acts: HazardActs) = Column(
    verticalArrangement = Arrangement.spacedBy(8.dp),
) {
    Text(stringResource(R.string.hazard_ask_until))
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalArrangement = Arrangement.spacedBy(8.dp),
    ) {
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
