package fangxian.demo.android

import android.content.Context
import android.content.SharedPreferences
import androidx.core.content.edit
import fangxian.demo.phone.Settings
import java.time.Instant
import java.time.LocalDate

/** Settings in the phone's own store. Nothing of it leaves the phone. */
class Preferences(context: Context) : Settings {
    private val kept: SharedPreferences =
        context.getSharedPreferences("settings", Context.MODE_PRIVATE)

    override var photosOnWifiOnly: Boolean
        get() = kept.getBoolean("photosOnWifiOnly", true)
        set(value) = kept.edit { putBoolean("photosOnWifiOnly", value) }

    override var reminders: Boolean
        get() = kept.getBoolean("reminders", true)
        set(value) = kept.edit { putBoolean("reminders", value) }

    override var lastPlace: String
        get() = kept.getString("lastPlace", null).orEmpty()
        set(value) = kept.edit { putString("lastPlace", value) }

    override var lastSync: Instant?
        get() = kept.getLong("lastSync", 0).takeIf { it > 0 }?.let(Instant::ofEpochMilli)
        set(value) = kept.edit { putLong("lastSync", value?.toEpochMilli() ?: 0) }

    override var remindedOn: LocalDate?
        get() = kept.getString("remindedOn", null)?.let(LocalDate::parse)
        set(value) = kept.edit { putString("remindedOn", value?.toString()) }
}
