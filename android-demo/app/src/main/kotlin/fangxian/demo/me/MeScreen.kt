package fangxian.demo.me

import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import fangxian.demo.R
import fangxian.demo.look.Choice
import fangxian.demo.look.Framed
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.named
import fangxian.demo.look.said
import fangxian.demo.records.Me

/** What one may do about oneself. */
class MeActs(
    val export: () -> Unit = {},
    val reminders: (Boolean) -> Unit = {},
    val call: () -> Unit = {},
)

/** Everything stored about me on this phone, and what I may do about it. */
@Composable
fun MeScreen(state: MeState, acts: MeActs) = Page(
    title = stringResource(R.string.me_title),
    bottom = {
        MainButton(
            stringResource(R.string.me_export),
            enabled = state.about != null,
            onClick = acts.export,
        )
    },
) {
    state.refused?.let { item { Problem(it.said()) } }
    val about = state.about
    if (about == null) {
        if (state.refused == null) item { Note(stringResource(R.string.common_loading)) }
    } else {
        item { Who(about.me) }
        item { Heading(stringResource(R.string.me_stored)) }
        titles(R.string.me_stored_reported, about.reported)
        titles(R.string.me_stored_spoke, about.spokeIn)
        titles(R.string.me_stored_attended, about.attended)
        item { Note(stringResource(R.string.me_stored_note)) }
    }
    item {
        Choice(
            stringResource(R.string.me_reminders),
            state.reminders,
            stringResource(R.string.me_reminders_note),
            acts.reminders,
        )
        if (!state.reminders) Note(stringResource(R.string.permission_notifications_why))
    }
    item {
        Framed {
            Heading(stringResource(R.string.me_complaint))
            Note(stringResource(R.string.me_complaint_note))
            OtherButton(stringResource(R.string.me_call), onClick = acts.call)
        }
    }
}

@Composable
private fun Who(me: Me) = Framed {
    Text(named(me.name), style = MaterialTheme.typography.titleLarge)
    for (post in me.posts) Text("${post.where} · ${post.role.said()}")
    Note("${stringResource(R.string.me_person)} ${me.person}")
    Note("${stringResource(R.string.me_device)} ${me.device}")
}

private fun LazyListScope.titles(title: Int, records: List<String>) = item {
    Framed {
        Heading("${stringResource(title)} · ${records.size}")
        if (records.isEmpty()) Note(stringResource(R.string.common_none))
        for (record in records) {
            Text(record.ifEmpty { stringResource(R.string.list_untitled) })
        }
    }
}
