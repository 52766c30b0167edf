package fangxian.demo.android

import android.Manifest.permission.POST_NOTIFICATIONS
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.os.Build
import androidx.core.app.NotificationCompat
import androidx.core.content.ContextCompat
import fangxian.demo.MainActivity
import fangxian.demo.R
import fangxian.demo.phone.Settings
import fangxian.demo.records.Asked
import fangxian.demo.records.HazardLine
import fangxian.demo.records.Hazards
import fangxian.demo.remind.Reminders
import java.time.Clock
import java.time.Duration
import java.time.LocalDate
import java.time.ZonedDateTime
import kotlinx.coroutines.flow.first

private const val CHANNEL = "deadlines"

/** More than a screen of reminders is none. */
private const val SHOWN_MAX = 5

/** Tells of deadlines by local notifications. Nothing is asked of any server. */
class Reminding(
    private val context: Context,
    private val hazards: suspend () -> Hazards,
    private val settings: Settings,
    private val clock: Clock,
) {
    /** Reminds if it is time; says how long until it is worth looking again. */
    suspend fun look(): Duration? {
        if (!settings.reminders) return null
        val now = ZonedDateTime.now(clock)
        val lines = hazards().list(Asked(today = now.toLocalDate())).first()
        val due = Reminders.due(lines, now.toLocalDate())
        val next = Reminders.next(lines, now, settings.remindedOn) ?: return null
        if (next > now) return Duration.between(now, next)
        if (due.isNotEmpty() && mayNotify()) due.take(SHOWN_MAX).forEach { notify(it, now) }
        settings.remindedOn = now.toLocalDate()
        val again = Reminders.next(lines, now, settings.remindedOn) ?: return null
        return Duration.between(now, again)
    }

    private fun notify(line: HazardLine, now: ZonedDateTime) {
        val manager = context.getSystemService(NotificationManager::class.java)
        val name = context.getString(R.string.notify_channel)
        val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_DEFAULT)
        manager.createNotificationChannel(channel)
        val open = Intent(context, MainActivity::class.java).putExtra(MainActivity.HAZARD, line.id)
        val tapped = PendingIntent.getActivity(
            context, line.id.hashCode(), open,
            PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT,
        )
        val notice = NotificationCompat.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.ic_notice)
            .setContentTitle(text(line, now.toLocalDate()))
            .setContentText(line.place)
            .setContentIntent(tapped)
            .setAutoCancel(true)
            .build()
        manager.notify(line.id.hashCode(), notice)
    }

    private fun text(line: HazardLine, today: LocalDate): String {
        val title = line.title.ifEmpty { context.getString(R.string.list_untitled) }
        return when {
            line.daysOverdue > 0 ->
                context.getString(R.string.notify_overdue, line.daysOverdue, title)
            line.deadline == today -> context.getString(R.string.notify_due_today, title)
            else -> context.getString(R.string.notify_due_tomorrow, title)
        }
    }

    private fun mayNotify(): Boolean = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
        ContextCompat.checkSelfPermission(context, POST_NOTIFICATIONS) == PERMISSION_GRANTED
}
