package fangxian.demo.android

import android.content.ActivityNotFoundException
import android.content.Context
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalContext
import androidx.core.content.FileProvider
import fangxian.demo.codes.Qr
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Enough pixels for a code that fills a third of the picture. */
private const val CODE_PIXELS = 1200

/**
 * The phone's own camera app, which needs no permission. Its picture comes back even when the app
 * was ended meanwhile; the file is empty when nothing was taken.
 */
@Composable
fun rememberCamera(newFile: () -> File, taken: (File) -> Unit): () -> Unit {
    val context = LocalContext.current
    var path by rememberSaveable { mutableStateOf<String?>(null) }
    val camera = rememberLauncherForActivityResult(ActivityResultContracts.TakePicture()) {
        path?.let { taken(File(it)) }
        path = null
    }
    return {
        val file = newFile()
        path = file.path
        try {
            camera.launch(FileProvider.getUriForFile(context, authority(context), file))
        } catch (_: ActivityNotFoundException) {
            taken(file)
        }
    }
}

/** Takes a photo of a code and says what it says; nothing when there is no code in it. */
@Composable
fun rememberScanner(scanned: (String?) -> Unit): () -> Unit {
    val context = LocalContext.current
    val scope = rememberCoroutineScope()
    return rememberCamera({ passingPhoto(context) }) { file ->
        scope.launch {
            val taken = file.length() > 0
            val text = withContext(Dispatchers.IO) { read(file).also { file.delete() } }
            if (taken) scanned(text)
        }
    }
}

/** A photo that is kept only until it was read or handed on. */
fun passingPhoto(context: Context): File {
    val folder = File(context.cacheDir, "passing").apply { mkdirs() }
    return File.createTempFile("photo", ".jpg", folder)
}

/** Who hands the camera our files. */
fun authority(context: Context): String = "${context.packageName}.files"

private fun read(photo: File): String? = decode(photo, CODE_PIXELS)?.run {
    val pixels = IntArray(width * height)
    getPixels(pixels, 0, width, 0, 0, width, height)
    Qr.read(pixels, width, height)
}
