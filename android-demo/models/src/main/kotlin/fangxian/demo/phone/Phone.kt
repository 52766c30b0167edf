package fangxian.demo.phone

import java.io.File
import java.time.Instant
import java.time.LocalDate

/** Where the phone is, once. */
fun interface Locator {
    /** Nothing when it may not be known or could not be found out. */
    suspend fun locate(): Fix?
}

/** A position in WGS-84 degrees, and how far off it may be. */
data class Fix(val latitude: Double, val longitude: Double, val metres: Int)

/** Records one voice note at a time. */
interface Recorder {
    /** Begins to record into [file]; false when it cannot. */
    fun start(file: File): Boolean

    /** Ends it and says how many seconds there are; nothing when nothing was recorded. */
    fun stop(): Int?
}

/** What the person chose, and what the app remembers between starts. */
interface Settings {
    /** Photos and voice notes wait for Wi-Fi. */
    var photosOnWifiOnly: Boolean

    /** Remind before deadlines. */
    var reminders: Boolean

    /** The place of the last report. */
    var lastPlace: String

    /** When this phone last said and heard everything. */
    var lastSync: Instant?

    /** The day a reminder was last shown, so that one day has one. */
    var remindedOn: LocalDate?
}

/** Work that goes on while nobody looks. */
interface Background {
    /** Synchronise as soon as there is a signal. */
    fun syncSoon()

    /** Plan the next reminder anew. */
    fun planReminder()
}

/** Makes photos small enough to travel. */
fun interface PhotoShrinker {
    /** A JPEG copy that travels; nothing when the file is no picture. */
    suspend fun shrink(original: File): ByteArray?
}
