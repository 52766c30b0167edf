package fangxian.demo.report

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.Manifest.permission.RECORD_AUDIO
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts.RequestMultiplePermissions
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.android.rememberCamera
import fangxian.demo.android.rememberScanner

/** The report with its model, the camera and what must be asked for first. */
@Composable
fun ReportRoute(model: ReportModel, back: () -> Unit, see: (String) -> Unit) {
    val state by model.state.collectAsStateWithLifecycle()
    DisposableEffect(model) { onDispose(model::left) }
    val takePhoto = rememberCamera(model::newPhoto, model::photoTaken)
    val scan = rememberScanner(model::scanned)
    // Refused or not, the model tries: it says what to do instead.
    val locate = rememberLauncherForActivityResult(RequestMultiplePermissions()) { model.locate() }
    val record = rememberLauncherForActivityResult(RequestPermission()) { model.startVoice() }
    ReportScreen(
        state,
        ReportActs(
            back = back,
            takePhoto = takePhoto,
            removePhoto = model::removePhoto,
            title = model::title,
            place = model::place,
            samePlace = model::samePlace,
            scanDoor = scan,
            removeSite = model::removeSite,
            locate = { locate.launch(arrayOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)) },
            removeLocation = model::removeLocation,
            startVoice = { record.launch(RECORD_AUDIO) },
            stopVoice = model::stopVoice,
            removeVoice = model::removeVoice,
            suspectMajor = model::suspectMajor,
            save = model::save,
            saveAnyway = model::saveAnyway,
            see = { model.dismissAlike(); see(it) },
            dismissAlike = model::dismissAlike,
            discard = model::discard,
        ),
    )
}
