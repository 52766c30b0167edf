package fangxian.demo.android

import android.content.Context
import android.media.MediaRecorder
import android.os.Build
import android.os.SystemClock
import fangxian.demo.phone.Recorder
import java.io.File

/** Two minutes say enough, and travel on a weak signal. */
private const val LONGEST_MS = 120_000

private const val BITS_PER_SECOND = 24_000

/** Records through the phone's microphone. */
class VoiceRecorder(private val context: Context) : Recorder {
    private var running: MediaRecorder? = null
    private var since = 0L

    override fun start(file: File): Boolean {
        val recorder = recorder()
        return try {
            recorder.setAudioSource(MediaRecorder.AudioSource.MIC)
            recorder.setOutputFormat(MediaRecorder.OutputFormat.MPEG_4)
            recorder.setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
            recorder.setAudioEncodingBitRate(BITS_PER_SECOND)
            recorder.setMaxDuration(LONGEST_MS)
            recorder.setOutputFile(file.path)
            recorder.prepare()
            recorder.start()
            since = SystemClock.elapsedRealtime()
            running = recorder
            true
        } catch (_: Exception) {
            // No permission, no microphone, or another app has it: the person can write.
            recorder.release()
            false
        }
    }

    override fun stop(): Int? {
        val recorder = running ?: return null
        running = null
        val lasted = SystemClock.elapsedRealtime() - since
        return try {
            recorder.stop()
            (lasted / 1000).toInt()
        } catch (_: RuntimeException) {
            // It ended by itself at its longest, or nothing was heard yet.
            (LONGEST_MS / 1000).takeIf { lasted >= LONGEST_MS }
        } finally {
            recorder.release()
        }
    }

    private fun recorder(): MediaRecorder = when {
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.S -> MediaRecorder(context)
        else -> @Suppress("DEPRECATION") MediaRecorder()
    }
}
