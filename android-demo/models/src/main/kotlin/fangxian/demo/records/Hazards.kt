package fangxian.demo.records

import java.io.File
import java.time.Instant
import java.time.LocalDate
import kotlinx.coroutines.flow.Flow

/** The hazards of this phone. */
interface Hazards {
    /** A list, and again whenever it changes. */
    fun list(asked: Asked): Flow<List<HazardLine>>

    /** One hazard, and again whenever it changes. */
    fun hazard(id: String): Flow<Hazard>

    /** Does something to a hazard. On disk before it returns. */
    suspend fun act(id: String, shown: Shown, act: Act): Outcome

    /** Settles a field that has several values on [text]. */
    suspend fun settle(id: String, differing: Differing, text: String)

    /** What can be seen in a photo or heard in a voice note; nothing while it is elsewhere. */
    suspend fun file(evidence: String): File?
}

/** Which hazards are asked for. */
data class Asked(
    val filter: Filter = Filter.OPEN,
    val text: String = "",
    val today: LocalDate,
    val limit: Int = PAGE,
) {
    companion object {
        const val PAGE = 50
    }
}

/** Which hazards a list holds. */
enum class Filter { OPEN, OVERDUE, PENDING, MINE, ALL }

/** One line of the list. */
data class HazardLine(
    val id: String,
    val title: String,
    val place: String,
    val state: Words,
    val flags: List<Words>,
    val ended: Boolean,
    val deadline: LocalDate?,
    val daysOverdue: Long,
    val where: Where,
)

/** One hazard, in words. */
data class Hazard(
    val id: String,
    val label: String,
    val title: String,
    val description: String,
    val place: String,
    val state: Words,
    val flags: List<Words>,
    val deadline: Deadline?,
    val explained: Words,
    val next: Words,
    val notices: List<Words>,
    val alike: List<Alike>,
    val differing: List<Differing>,
    val proposals: List<Said>,
    val evidence: List<Evidence>,
    val steps: List<Step>,
    val where: Where,
    val shown: Shown,
)

/** The day something must be done by, and why that day. */
data class Deadline(val day: LocalDate, val why: Words)

/** Words, and who said them; nothing when the phone does not know the person. */
data class Said(val words: Words, val by: String?)

/** A field with more than one value. */
data class Differing(val values: List<Said>, val shown: Shown)

/** A photo or voice note. */
data class Evidence(val hash: String, val shows: Shows)

/** What an attachment shows. */
enum class Shows { BEFORE, AFTER, VOICE, OTHER }

/** One step of what happened. */
data class Step(
    val words: Words,
    val at: Instant,
    val doubtful: Boolean,
    val where: Where,
)

/** Whose word it waits for; empty when it took effect at once. */
data class Outcome(val waitsFor: List<Words>)

/** A file to add to a record. */
class Picture(val bytes: ByteArray, val mime: String = "image/jpeg")

/** What a person may do to a hazard. Whether it takes effect is the ledger's to say. */
sealed interface Act {
    data class StillDangerous(val note: String) : Act
    data class Gone(val note: String) : Act
    data class AddPhoto(val picture: Picture, val shows: Shows) : Act
    data class AddWords(val text: String) : Act
    data class Claim(val measures: String) : Act
    data class AskExtension(val until: LocalDate, val reason: String, val interim: String) : Act
    data object Accept : Act
    data class Order(val until: LocalDate) : Act
    data class Reinspect(val passed: Boolean) : Act
    data object Close : Act
    data class Void(val reason: String) : Act
    data class DecideSame(val other: String, val same: Boolean) : Act
}
