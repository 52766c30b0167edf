package fangxian.demo.android

import android.media.MediaPlayer
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.remember
import java.io.File
import java.io.IOException

/** Plays one voice note at a time, and is silent once the screen is gone. */
@Composable
fun rememberPlayer(): (File) -> Unit {
    val player = remember { MediaPlayer() }
    DisposableEffect(player) { onDispose { player.release() } }
    return remember(player) { { file -> player.play(file) } }
}

private fun MediaPlayer.play(file: File) {
    reset()
    try {
        setDataSource(file.path)
        prepare()
        start()
    } catch (_: IOException) {
        // Not a sound this phone can play: it stays silent, the words are on the screen.
        reset()
    }
}
