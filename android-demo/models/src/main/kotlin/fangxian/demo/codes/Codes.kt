package fangxian.demo.codes

import java.net.URI
import java.net.URLDecoder
import java.net.URLEncoder
import java.time.Duration
import java.time.Instant

/** What the codes say that the app shows and scans. */
sealed interface Code {
    /** Enrols a phone. */
    data class Enrolment(val url: String, val code: String) : Code

    /** Hangs on a door. */
    data class Door(val site: String) : Code

    /** A person who is here at [shownAt]. */
    data class Present(val person: String, val shownAt: Instant) : Code
}

/** Codes as text, and back. */
object Codes {
    /** How often a person's code changes. */
    val RENEWED: Duration = Duration.ofSeconds(30)

    /** How old a person's code may be, and how far two phones' clocks may differ. */
    private val ACCEPTED: Duration = Duration.ofSeconds(90)

    /** As text; the same text means the same code. */
    fun text(code: Code): String = when (code) {
        is Code.Enrolment -> "fangxian://enrol?url=${encoded(code.url)}&code=${encoded(code.code)}"
        is Code.Door -> "fangxian://site/${code.site}"
        is Code.Present -> "fangxian://person/${code.person}?at=${code.shownAt.epochSecond}"
    }

    /** What a scanned text says; nothing when it is none of ours. */
    fun read(text: String): Code? {
        val uri = runCatching { URI(text.trim()) }.getOrNull()?.takeIf { it.scheme == "fangxian" }
        val last = uri?.path.orEmpty().removePrefix("/")
        val said = uri?.rawQuery.orEmpty().split('&').associate {
            it.substringBefore('=') to decoded(it.substringAfter('=', ""))
        }
        return when (uri?.host) {
            "enrol" -> Code.Enrolment(said["url"] ?: return null, said["code"] ?: return null)
            "site" -> Code.Door(last.ifEmpty { return null })
            "person" -> {
                val at = said["at"]?.toLongOrNull() ?: return null
                Code.Present(last.ifEmpty { return null }, Instant.ofEpochSecond(at))
            }
            else -> null
        }
    }

    /** Whether a person's code was shown just now. */
    fun isFresh(code: Code.Present, now: Instant): Boolean =
        Duration.between(code.shownAt, now).abs() <= ACCEPTED

    private fun encoded(text: String) = URLEncoder.encode(text, "UTF-8")

    private fun decoded(text: String) = URLDecoder.decode(text, "UTF-8")
}
