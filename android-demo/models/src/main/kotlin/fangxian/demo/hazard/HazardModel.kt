package fangxian.demo.hazard

import fangxian.demo.phone.Background
import fangxian.demo.phone.PhotoShrinker
import fangxian.demo.phone.attempt
import fangxian.demo.records.Act
import fangxian.demo.records.Differing
import fangxian.demo.records.Hazard
import fangxian.demo.records.Hazards
import fangxian.demo.records.Outcome
import fangxian.demo.records.Picture
import fangxian.demo.records.Shows
import fangxian.demo.records.Words
import java.io.File
import java.time.Clock
import java.time.LocalDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What the screen of one hazard shows. */
data class HazardState(
    val hazard: Hazard? = null,
    val files: Map<String, File> = emptyMap(),
    val asking: Ask? = null,
    val askedOn: Hazard? = null,
    val answer: Answer = Answer(),
    val busy: Boolean = false,
    val photoFailed: Boolean = false,
    val refused: Words? = null,
    val outcome: Outcome? = null,
) {
    /** Everything that is needed was answered. */
    val canAnswer: Boolean
        get() = !busy && asking?.let { ask ->
            (ask.first == null || ask.optional || answer.first.isNotBlank()) &&
                (ask.second == null || answer.second.isNotBlank())
        } ?: false
}

/** What is asked before an act. */
enum class Ask(
    val first: Part?,
    val second: Part? = null,
    val days: Boolean = false,
    val optional: Boolean = false,
) {
    STILL_DANGEROUS(Part.NOTE, optional = true),
    GONE(Part.NOTE, optional = true),
    WORDS(Part.NOTE),
    CLAIM(Part.MEASURES),
    EXTEND(Part.REASON, Part.INTERIM, days = true),
    ACCEPT(null),
    ORDER(null, days = true),
    PASSED(null),
    FAILED(null),
    CLOSE(null),
    VOID(Part.REASON),
}

/** One part of what is asked. */
enum class Part { NOTE, MEASURES, REASON, INTERIM }

/** What was answered so far. */
data class Answer(val first: String = "", val second: String = "", val days: Long = 7)

/** One hazard: how it stands, why, what next, and what one may do. */
class HazardModel(
    private val id: String,
    private val hazards: Hazards,
    private val shrinker: PhotoShrinker,
    private val background: Background,
    private val clock: Clock,
    private val scope: CoroutineScope,
) {
    private val changing = MutableStateFlow(HazardState())
    val state: StateFlow<HazardState> = changing.asStateFlow()

    init {
        scope.attempt(::refuse) { hazards.hazard(id).collect(::show) }
    }

    /** The decision rests on what is on the screen now, not on what arrives while one types. */
    fun ask(ask: Ask) = changing.update {
        it.copy(
            asking = ask, askedOn = it.hazard, answer = Answer(), outcome = null, refused = null,
        )
    }

    fun dismiss() = changing.update { it.copy(asking = null) }

    fun first(text: String) = answer { copy(first = text) }

    fun second(text: String) = answer { copy(second = text) }

    fun days(days: Long) = answer { copy(days = days) }

    /** The day the chosen number of days ends on. */
    fun until(days: Long): LocalDate = LocalDate.now(clock).plusDays(days)

    fun confirm() {
        val (asking, answer) = state.value.run { (asking ?: return) to answer }
        val seen = state.value.askedOn ?: return
        if (state.value.canAnswer) act(seen) { asking.act(answer, until(answer.days)) }
    }

    /** The camera came back; [file] is empty when nothing was taken. */
    fun photoTaken(file: File, shows: Shows) {
        if (file.length() == 0L) return
        act(state.value.hazard ?: return) {
            val small = shrinker.shrink(file)
            file.delete()
            changing.update { it.copy(photoFailed = small == null) }
            small?.let { Act.AddPhoto(Picture(it), shows) }
        }
    }

    /** Settles a field on one of the values on the screen. */
    fun settle(differing: Differing, text: String) = working {
        hazards.settle(id, differing, text)
        Outcome(emptyList())
    }

    /** Decides whether this and [other] are one and the same. */
    fun same(other: String, same: Boolean) {
        state.value.hazard?.let { act(it) { Act.DecideSame(other, same) } }
    }

    private fun act(seen: Hazard, make: suspend () -> Act?) =
        working { make()?.let { hazards.act(id, seen.shown, it) } }

    private fun working(work: suspend () -> Outcome?) {
        if (state.value.busy) return
        changing.update { it.copy(busy = true, refused = null, outcome = null) }
        scope.attempt(::refuse) {
            val outcome = work()
            changing.update { it.copy(busy = false, asking = null, outcome = outcome) }
            if (outcome != null) background.syncSoon()
        }
    }

    private suspend fun show(hazard: Hazard) {
        val files = hazard.evidence.mapNotNull { listed ->
            hazards.file(listed.hash)?.let { listed.hash to it }
        }
        changing.update { it.copy(hazard = hazard, files = files.toMap()) }
    }

    private fun answer(change: Answer.() -> Answer) =
        changing.update { it.copy(answer = it.answer.change()) }

    private fun refuse(words: Words) =
        changing.update { it.copy(refused = words, busy = false, asking = null) }
}

private fun Ask.act(answer: Answer, until: LocalDate): Act = when (this) {
    Ask.STILL_DANGEROUS -> Act.StillDangerous(answer.first)
    Ask.GONE -> Act.Gone(answer.first)
    Ask.WORDS -> Act.AddWords(answer.first)
    Ask.CLAIM -> Act.Claim(answer.first)
    Ask.EXTEND -> Act.AskExtension(until, answer.first, answer.second)
    Ask.ACCEPT -> Act.Accept
    Ask.ORDER -> Act.Order(until)
    Ask.PASSED -> Act.Reinspect(passed = true)
    Ask.FAILED -> Act.Reinspect(passed = false)
    Ask.CLOSE -> Act.Close
    Ask.VOID -> Act.Void(answer.first)
}
