package fangxian.demo.hazard

import androidx.activity.compose.BackHandler
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.Models
import fangxian.demo.android.passingPhoto
import fangxian.demo.android.rememberCamera
import fangxian.demo.android.rememberPlayer
import fangxian.demo.records.Shows

/** One hazard with its model, the camera and the player. */
@Composable
fun HazardRoute(models: Models, id: String, see: (String) -> Unit, back: () -> Unit) {
    val scope = rememberCoroutineScope()
    val model = remember(id) { models.hazard(id, scope) }
    val state by model.state.collectAsStateWithLifecycle()
    val context = LocalContext.current
    var shows by rememberSaveable { mutableStateOf(Shows.BEFORE) }
    val camera = rememberCamera({ passingPhoto(context) }) { model.photoTaken(it, shows) }
    val play = rememberPlayer()
    BackHandler(state.asking != null, model::dismiss)
    HazardScreen(
        state,
        HazardActs(
            back = back,
            ask = model::ask,
            takePhoto = { shows = it; camera() },
            play = play,
            settle = model::settle,
            see = see,
            same = model::same,
            first = model::first,
            second = model::second,
            days = model::days,
            until = model::until,
            confirm = model::confirm,
            dismiss = model::dismiss,
        ),
    )
}
