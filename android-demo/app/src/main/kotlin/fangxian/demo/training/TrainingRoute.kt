package fangxian.demo.training

import androidx.activity.compose.BackHandler
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.platform.LocalContext
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.android.passingPhoto
import fangxian.demo.android.rememberCamera
import fangxian.demo.android.rememberScanner

/** Training with its model and the camera. */
@Composable
fun TrainingRoute(model: TrainingModel) {
    val state by model.state.collectAsStateWithLifecycle()
    val context = LocalContext.current
    val scan = rememberScanner(model::scanned)
    val paper = rememberCamera({ passingPhoto(context) }, model::paperTaken)
    val deeper = state.run { session != null || opening != null || myCode != null }
    BackHandler(state.roster == null && deeper, model::back)
    BackHandler(state.roster != null, model::closeRoster)
    TrainingScreen(
        state,
        TrainingActs(
            back = model::back,
            startOpening = model::startOpening,
            opening = model::opening,
            open = model::open,
            show = model::show,
            showMyCode = model::showMyCode,
            scan = scan,
            showRoster = model::showRoster,
            pick = model::pick,
            signInPicked = model::signInPicked,
            closeRoster = model::closeRoster,
            signOutAll = model::signOutAll,
            takePaper = paper,
            archive = model::archive,
        ),
    )
}
