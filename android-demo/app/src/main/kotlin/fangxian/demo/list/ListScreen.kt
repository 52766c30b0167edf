package fangxian.demo.list

import androidx.compose.foundation.clickable
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.rememberScrollState
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Clear
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.FilterChip
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import fangxian.demo.R
import fangxian.demo.look.Calm
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.Tag
import fangxian.demo.look.WhereTag
import fangxian.demo.look.said
import fangxian.demo.records.Filter
import fangxian.demo.records.HazardLine
import java.time.LocalDate
import java.time.temporal.ChronoUnit

/** What one may do with the list. */
class ListActs(
    val search: (String) -> Unit = {},
    val filter: (Filter) -> Unit = {},
    val open: (String) -> Unit = {},
    val more: () -> Unit = {},
    val report: () -> Unit = {},
    val seeWaiting: () -> Unit = {},
)

/** My list, the most overdue first. */
@Composable
fun ListScreen(state: ListState, acts: ListActs) = Page(
    title = stringResource(R.string.list_title),
    bottom = { MainButton(stringResource(R.string.list_report), onClick = acts.report) },
) {
    if (state.waiting > 0) item { Waiting(state, acts.seeWaiting) }
    item { Search(state.search, acts.search) }
    item { Filters(state.filter, acts.filter) }
    state.refused?.let { item { Problem(it.said()) } }
    val lines = state.lines
    if (lines == null) {
        item { Note(stringResource(R.string.common_loading)) }
    } else if (lines.isEmpty()) {
        val asked = state.search.isNotEmpty() || state.filter != Filter.OPEN
        item { Note(stringResource(if (asked) R.string.list_none_found else R.string.list_empty)) }
    } else {
        items(lines, key = { it.id }) { Line(it, state.today) { acts.open(it.id) } }
        if (state.mayHaveMore) {
            item { OtherButton(stringResource(R.string.list_more), onClick = acts.more) }
        }
    }
}

@Composable
private fun Waiting(state: ListState, see: () -> Unit) {
    val (waiting, days) = state.waiting to state.waitingDays
    val told = when (days) {
        0L -> stringResource(R.string.list_banner_waiting, waiting)
        else -> stringResource(R.string.list_banner_waiting_days, waiting, days)
    }
    Column(Modifier.clickable(onClickLabel = stringResource(R.string.common_open), onClick = see)) {
        Calm(told)
    }
}

@Composable
private fun Search(text: String, change: (String) -> Unit) = OutlinedTextField(
    value = text,
    onValueChange = change,
    placeholder = { Text(stringResource(R.string.list_search), maxLines = 1) },
    leadingIcon = { Icon(Icons.Filled.Search, contentDescription = null) },
    trailingIcon = {
        if (text.isNotEmpty()) {
            IconButton(onClick = { change("") }) {
                Icon(Icons.Filled.Clear, stringResource(R.string.list_search_clear))
            }
        }
    },
    singleLine = true,
    modifier = Modifier.fillMaxWidth(),
)

@Composable
private fun Filters(chosen: Filter, choose: (Filter) -> Unit) = Row(
    Modifier.horizontalScroll(rememberScrollState()),
    horizontalArrangement = Arrangement.spacedBy(8.dp),
) {
    for (filter in Filter.entries) {
        FilterChip(
            selected = filter == chosen,
            onClick = { choose(filter) },
            label = { Text(stringResource(filter.text), Modifier.padding(vertical = 8.dp)) },
            modifier = Modifier.heightIn(min = 48.dp),
        )
    }
}

private val Filter.text: Int
    get() = when (this) {
        Filter.OPEN -> R.string.list_filter_open
        Filter.OVERDUE -> R.string.list_filter_overdue
        Filter.PENDING -> R.string.list_filter_pending
        Filter.MINE -> R.string.list_filter_mine
        Filter.ALL -> R.string.list_filter_all
    }

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Line(line: HazardLine, today: LocalDate, open: () -> Unit) = Column(
    Modifier.fillMaxWidth().clickable(onClick = open).heightIn(min = 64.dp).padding(top = 4.dp),
    verticalArrangement = Arrangement.spacedBy(6.dp),
) {
    Text(
        line.title.ifEmpty { stringResource(R.string.list_untitled) },
        style = MaterialTheme.typography.titleMedium,
        maxLines = 2,
        overflow = TextOverflow.Ellipsis,
    )
    if (line.place.isNotEmpty()) Note(line.place)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(8.dp),
        verticalArrangement = Arrangement.spacedBy(6.dp),
    ) {
        if (!line.ended) Tag(due(line, today), urgent = line.daysOverdue > 0)
        Tag(line.state.said())
        for (flag in line.flags) Tag(flag.said())
    }
    WhereTag(line.where)
    HorizontalDivider(Modifier.padding(top = 6.dp))
}

@Composable
private fun due(line: HazardLine, today: LocalDate): String {
    val deadline = line.deadline ?: return stringResource(R.string.list_no_deadline)
    val days = ChronoUnit.DAYS.between(today, deadline)
    return when {
        line.daysOverdue > 0 -> stringResource(R.string.list_overdue_days, line.daysOverdue)
        days <= 0 -> stringResource(R.string.list_due_today)
        else -> stringResource(R.string.list_due_in_days, days)
    }
}
