package fangxian.demo.me

import android.Manifest.permission.POST_NOTIFICATIONS
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.ui.platform.LocalContext
import androidx.lifecycle.compose.LifecycleResumeEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.R
import fangxian.demo.look.speaksChinese
import fangxian.demo.records.About

/** The government's hotline for complaints. */
private const val HOTLINE = "tel:12345"

/** The screen about me with its model. */
@Composable
fun MeRoute(model: MeModel) {
    val state by model.state.collectAsStateWithLifecycle()
    val context = LocalContext.current
    val chinese = speaksChinese()
    LifecycleResumeEffect(model) {
        model.shownAgain()
        onPauseOrDispose { }
    }
    val ask = rememberLauncherForActivityResult(RequestPermission()) { model.reminders(true) }
    MeScreen(
        state,
        MeActs(
            export = { state.about?.let { context.share(it, chinese) } },
            reminders = { wanted ->
                val must = wanted && Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU
                if (must) ask.launch(POST_NOTIFICATIONS) else model.reminders(wanted)
            },
            call = { context.tryTo(Intent(Intent.ACTION_DIAL, Uri.parse(HOTLINE))) },
        ),
    )
}

/** Hands everything about me to an app I choose. */
private fun Context.share(about: About, chinese: Boolean) {
    val title = getString(R.string.me_export_title)
    val send = Intent(Intent.ACTION_SEND).setType("text/plain")
        .putExtra(Intent.EXTRA_SUBJECT, title)
        .putExtra(Intent.EXTRA_TEXT, export(title, about, chinese))
    tryTo(Intent.createChooser(send, title))
}

/** Everything about me as plain text. */
internal fun Context.export(title: String, about: About, chinese: Boolean): String = buildString {
    fun part(name: Int, lines: List<String>) {
        appendLine().appendLine("${getString(name)} (${lines.size})")
        for (line in lines) appendLine("- " + line.ifEmpty { getString(R.string.list_untitled) })
    }
    val me = about.me
    appendLine(title)
    appendLine("${getString(R.string.me_name)} ${me.name.orEmpty()}")
    appendLine("${getString(R.string.me_person)} ${me.person}")
    appendLine("${getString(R.string.me_device)} ${me.device}")
    part(R.string.me_posts, me.posts.map { "${it.where} ${it.role.say(chinese)}" })
    part(R.string.me_stored_reported, about.reported)
    part(R.string.me_stored_spoke, about.spokeIn)
    part(R.string.me_stored_attended, about.attended)
}

/** Nothing happens on a phone that has no app for it. */
private fun Context.tryTo(intent: Intent) {
    try {
        startActivity(intent)
    } catch (_: ActivityNotFoundException) {
        return
    }
}
