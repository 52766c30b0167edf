package fangxian.demo.start

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import fangxian.demo.R
import fangxian.demo.look.Framed
import fangxian.demo.look.Heading
import fangxian.demo.look.MainButton
import fangxian.demo.look.OtherButton
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.said

/** What one may do on the first screen. */
class StartActs(
    val scan: () -> Unit = {},
    val type: () -> Unit = {},
    val url: (String) -> Unit = {},
    val code: (String) -> Unit = {},
    val enrol: () -> Unit = {},
    val back: (() -> Unit)? = null,
)

/** First start: enrol, and what is recorded about one and what is not. */
@Composable
fun StartScreen(state: StartState, acts: StartActs) = Page(
    title = stringResource(R.string.app_name),
    back = acts.back,
    bottom = {
        if (state.busy) {
            MainButton(stringResource(R.string.start_enrolling), enabled = false) {}
        } else if (state.typing) {
            MainButton(
                stringResource(R.string.start_enrol),
                enabled = state.canEnrol,
                onClick = acts.enrol,
            )
            OtherButton(stringResource(R.string.start_scan), onClick = acts.scan)
        } else {
            MainButton(stringResource(R.string.start_scan), onClick = acts.scan)
            OtherButton(stringResource(R.string.start_type), onClick = acts.type)
        }
    },
) {
    item { Heading(stringResource(R.string.start_title)) }
    item { Text(stringResource(R.string.start_intro)) }
    state.refused?.let { item { Problem(it.said()) } }
    state.scan?.let { item { Problem(stringResource(it.text)) } }
    if (state.typing) {
        item { Field(R.string.start_url, state.url, acts.url) }
        item { Field(R.string.start_code, state.code, acts.code) }
    }
    item {
        Told(
            R.string.start_recorded_title, R.string.start_recorded_words,
            R.string.start_recorded_place, R.string.start_recorded_post,
        )
    }
    item {
        Told(
            R.string.start_not_recorded_title, R.string.start_not_recorded_track,
            R.string.start_not_recorded_phone, R.string.start_not_recorded_ranking,
        )
    }
}

private val ScanProblem.text: Int
    get() = when (this) {
        ScanProblem.NO_CODE -> R.string.start_no_code_found
        ScanProblem.OTHER_CODE -> R.string.start_not_an_enrolment_code
    }

@Composable
private fun Field(label: Int, text: String, change: (String) -> Unit) = OutlinedTextField(
    value = text,
    onValueChange = change,
    label = { Text(stringResource(label)) },
    singleLine = true,
    modifier = Modifier.fillMaxWidth(),
)

@Composable
private fun Told(title: Int, vararg lines: Int) = Framed {
    Heading(stringResource(title))
    for (line in lines) Text("· " + stringResource(line))
}
