package fangxian.demo.report

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.unit.dp
import fangxian.demo.R
import fangxian.demo.look.Calm
import fangxian.demo.look.Choice
import fangxian.demo.look.Done
import fangxian.demo.look.Framed
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.PhotoStrip
import fangxian.demo.look.Problem
import fangxian.demo.look.said
import fangxian.demo.records.Alike
import java.io.File

/** What one may do while reporting. */
class ReportActs(
    val back: () -> Unit = {},
    val takePhoto: () -> Unit = {},
    val removePhoto: (File) -> Unit = {},
    val title: (String) -> Unit = {},
    val place: (String) -> Unit = {},
    val samePlace: () -> Unit = {},
    val scanDoor: () -> Unit = {},
    val removeSite: () -> Unit = {},
    val locate: () -> Unit = {},
    val removeLocation: () -> Unit = {},
    val startVoice: () -> Unit = {},
    val stopVoice: () -> Unit = {},
    val removeVoice: () -> Unit = {},
    val suspectMajor: (Boolean) -> Unit = {},
    val save: () -> Unit = {},
    val saveAnyway: () -> Unit = {},
    val see: (String) -> Unit = {},
    val dismissAlike: () -> Unit = {},
    val discard: () -> Unit = {},
)

/** Reports a hazard in three taps: report, photo, save. Everything else can wait. */
@Composable
fun ReportScreen(state: ReportState, acts: ReportActs) {
    var discarding by rememberSaveable { mutableStateOf(false) }
    Page(
        title = stringResource(R.string.report_title),
        back = acts.back,
        bottom = { Bottom(state, acts) },
    ) {
        problems(state)
        photos(state.draft, acts)
        item { What(state.draft.title, acts.title) }
        item { Where(state, acts) }
        item { Location(state, acts) }
        item { Voice(state, acts) }
        item {
            val suspected = state.draft.suspectMajor
            Choice(stringResource(R.string.report_suspect_major), suspected) {
                acts.suspectMajor(it)
            }
        }
        item { Note(stringResource(R.string.report_draft_kept)) }
        item {
            OtherButton(stringResource(R.string.report_discard)) { discarding = true }
        }
    }
    if (state.alike.isNotEmpty()) AlikeDialog(state.alike, acts)
    if (discarding) DiscardDialog(acts.discard) { discarding = false }
}

private fun LazyListScope.problems(state: ReportState) {
    state.refused?.let { item { Problem(it.said()) } }
    state.problem?.let { item { Problem(stringResource(it.text)) } }
    if (state.savedAs != null) item { Done(stringResource(R.string.report_saved)) }
}

private fun LazyListScope.photos(draft: Draft, acts: ReportActs) {
    if (draft.photos.isNotEmpty()) {
        item {
            PhotoStrip(
                draft.photos,
                describe = { stringResource(R.string.report_photo_number, it) },
                removing = { stringResource(R.string.report_remove_photo, it) },
                remove = acts.removePhoto,
            )
        }
    }
}

private val ReportProblem.text: Int
    get() = when (this) {
        ReportProblem.NO_PHOTO -> R.string.report_photo_unreadable
        ReportProblem.NO_LOCATION -> R.string.report_no_location
        ReportProblem.NO_VOICE -> R.string.report_no_voice
        ReportProblem.NO_CODE -> R.string.start_no_code_found
        ReportProblem.OTHER_CODE -> R.string.report_not_a_door_code
        ReportProblem.SITE_NOT_HERE -> R.string.report_site_not_here
    }

/** The photo is what to do first; then saving is. */
@Composable
private fun Bottom(state: ReportState, acts: ReportActs) {
    val photo = stringResource(R.string.report_take_photo)
    when {
        state.saving -> MainButton(stringResource(R.string.report_saving), enabled = false) {}
        !state.draft.canSave -> {
            Note(stringResource(R.string.report_photo_first))
            MainButton(photo, onClick = acts.takePhoto)
        }
        else -> Row(
            Modifier.height(IntrinsicSize.Max),
            horizontalArrangement = Arrangement.spacedBy(8.dp),
        ) {
            OtherButton(photo, Modifier.weight(1f).fillMaxHeight(), onClick = acts.takePhoto)
            MainButton(
                stringResource(R.string.report_save),
                Modifier.weight(2f).fillMaxHeight(),
                enabled = !state.recording,
                onClick = acts.save,
            )
        }
    }
}

@Composable
private fun What(text: String, change: (String) -> Unit) = OutlinedTextField(
    value = text,
    onValueChange = change,
    label = { Text(stringResource(R.string.report_what)) },
    placeholder = { Text(stringResource(R.string.report_what_hint)) },
    keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences),
    minLines = 2,
    modifier = Modifier.fillMaxWidth(),
)

@Composable
private fun Where(state: ReportState, acts: ReportActs) = Framed {
    val draft = state.draft
    OutlinedTextField(
        value = draft.place,
        onValueChange = acts.place,
        label = { Text(stringResource(R.string.report_where)) },
        modifier = Modifier.fillMaxWidth(),
    )
    if (state.lastPlace.isNotEmpty() && draft.place != state.lastPlace) {
        OtherButton(
            stringResource(R.string.report_same_place, state.lastPlace),
            onClick = acts.samePlace,
        )
    }
    if (draft.siteName == null) {
        OtherButton(stringResource(R.string.report_scan_door), onClick = acts.scanDoor)
    } else {
        Text(stringResource(R.string.report_site, draft.siteName.orEmpty()))
        OtherButton(stringResource(R.string.report_remove_site), onClick = acts.removeSite)
    }
}

@Composable
private fun Location(state: ReportState, acts: ReportActs) = Framed {
    val fix = state.draft.fix
    when {
        fix != null -> {
            Text(stringResource(R.string.report_located, fix.metres))
            OtherButton(
                stringResource(R.string.report_remove_location),
                onClick = acts.removeLocation,
            )
        }
        state.locating -> Calm(stringResource(R.string.report_locating))
        else -> {
            OtherButton(stringResource(R.string.report_locate), onClick = acts.locate)
            Note(stringResource(R.string.permission_location_why))
        }
    }
}

@Composable
private fun Voice(state: ReportState, acts: ReportActs) = Framed {
    when {
        state.recording -> {
            Calm(stringResource(R.string.report_recording))
            MainButton(stringResource(R.string.report_stop_voice), onClick = acts.stopVoice)
        }
        state.draft.voice != null -> {
            Text(stringResource(R.string.report_voice_seconds, state.draft.voiceSeconds))
            OtherButton(stringResource(R.string.report_remove_voice), onClick = acts.removeVoice)
        }
        else -> {
            OtherButton(stringResource(R.string.report_record_voice), onClick = acts.startVoice)
            Note(stringResource(R.string.permission_microphone_why))
        }
    }
}

/** Something alike is there already: a person looks before it is saved a second time. */
@Composable
private fun AlikeDialog(alike: List<Alike>, acts: ReportActs) = AlertDialog(
    onDismissRequest = acts.dismissAlike,
    title = { Heading(stringResource(R.string.report_duplicate_title)) },
    text = {
        Framed {
            val likeliest = alike.first()
            Text(likeliest.title.ifEmpty { stringResource(R.string.list_untitled) })
            if (likeliest.place.isNotEmpty()) Note(likeliest.place)
            likeliest.metres?.let { Note(stringResource(R.string.report_duplicate_away, it)) }
            OtherButton(stringResource(R.string.report_duplicate_see)) { acts.see(likeliest.id) }
        }
    },
    confirmButton = {
        MainButton(stringResource(R.string.report_duplicate_other), onClick = acts.saveAnyway)
    },
    dismissButton = {
        TextButton(acts.dismissAlike) { Text(stringResource(R.string.common_back)) }
    },
)

@Composable
private fun DiscardDialog(discard: () -> Unit, close: () -> Unit) = AlertDialog(
    onDismissRequest = close,
    text = { Text(stringResource(R.string.report_discard_ask)) },
    confirmButton = {
        TextButton(onClick = { close(); discard() }) {
            Text(stringResource(R.string.report_discard_yes))
        }
    },
    dismissButton = { TextButton(close) { Text(stringResource(R.string.report_discard_no)) } },
)
