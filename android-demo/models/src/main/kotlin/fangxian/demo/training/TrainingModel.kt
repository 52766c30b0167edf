package fangxian.demo.training

import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.phone.Background
import fangxian.demo.phone.PhotoShrinker
import fangxian.demo.phone.attempt
import fangxian.demo.records.Myself
import fangxian.demo.records.Outcome
import fangxian.demo.records.Person
import fangxian.demo.records.Picture
import fangxian.demo.records.Session
import fangxian.demo.records.SignedBy
import fangxian.demo.records.TrainingLine
import fangxian.demo.records.Trainings
import fangxian.demo.records.Words
import java.io.File
import java.time.Clock
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What the training screen shows: the list, one session, a form, or my own code. */
data class TrainingState(
    val lines: List<TrainingLine>? = null,
    val opening: Opening? = null,
    val session: Session? = null,
    val roster: Roster? = null,
    val myCode: String? = null,
    val busy: Boolean = false,
    val said: Said? = null,
    val refused: Words? = null,
)

/** A session about to be opened. */
data class Opening(val topic: String = "", val place: String = "", val minutes: Long = 60)

/** People to pick from, and who is picked. */
data class Roster(val people: List<Person>, val picked: Set<String> = emptySet())

/** What came of the last thing done. */
sealed interface Said {
    data class SignedIn(val name: String?) : Said
    data class AlreadyIn(val name: String?) : Said
    data object CodeOld : Said
    data object NoCode : Said
    data object OtherCode : Said
    data object PhotoFailed : Said
    data class Ended(val outcome: Outcome) : Said
}

/** What of the app and the phone training uses. */
class TrainingTools(val shrinker: PhotoShrinker, val background: Background, val clock: Clock)

/** Training: sessions, sign-in by codes that change, hours, paper sheets. */
class TrainingModel(
    private val trainings: Trainings,
    private val myself: Myself,
    private val tools: TrainingTools,
    private val scope: CoroutineScope,
) {
    private val changing = MutableStateFlow(TrainingState())
    val state: StateFlow<TrainingState> = changing.asStateFlow()
    private var watching: Job? = null
    private var showing: Job? = null

    init {
        scope.attempt(::refuse) {
            trainings.list().collect { lines -> changing.update { it.copy(lines = lines) } }
        }
    }

    fun startOpening() = changing.update { it.copy(opening = Opening(), refused = null) }

    fun opening(change: Opening.() -> Opening) =
        changing.update { it.copy(opening = it.opening?.change()) }

    fun open() {
        val (topic, place, minutes) = state.value.opening ?: return
        if (topic.isBlank()) return
        working {
            val from = tools.clock.instant()
            val until = from.plus(Duration.ofMinutes(minutes))
            val id = trainings.open(topic.trim(), place.trim(), from, until)
            changing.update { it.copy(opening = null) }
            show(id)
        }
    }

    fun show(id: String) {
        watching?.cancel()
        watching = scope.attempt(::refuse) {
            trainings.session(id).collect { shown -> changing.update { it.copy(session = shown) } }
        }
    }

    /** Back to the list. */
    fun back() {
        watching?.cancel()
        showing?.cancel()
        changing.update { TrainingState(lines = it.lines) }
    }

    /** Shows my own code, anew each half minute, until [back]. */
    fun showMyCode() {
        showing?.cancel()
        showing = scope.attempt(::refuse) {
            val me = myself.me() ?: return@attempt
            while (true) {
                val code = Codes.text(Code.Present(me.person, tools.clock.instant()))
                changing.update { it.copy(myCode = code) }
                delay(Codes.RENEWED.toMillis())
            }
        }
    }

    /** What a photo of somebody's code says; nothing when there is no code in it. */
    fun scanned(text: String?) {
        val code = text?.let(Codes::read)
        val now = tools.clock.instant()
        when {
            text == null -> say(Said.NoCode)
            code !is Code.Present -> say(Said.OtherCode)
            !Codes.isFresh(code, now) -> say(Said.CodeOld)
            else -> inSession { session ->
                val name = trainings.nameOf(code.person)
                if (session.attendance.any { it.person == code.person }) {
                    say(Said.AlreadyIn(name))
                } else {
                    trainings.signIn(session.id, listOf(code.person), SignedBy.CODE, now)
                    say(Said.SignedIn(name))
                }
            }
        }
    }

    fun showRoster() = inSession { session ->
        val here = session.attendance.mapTo(mutableSetOf()) { it.person }
        val people = trainings.roster().filter { it.id !in here }
        changing.update { it.copy(roster = Roster(people)) }
    }

    fun pick(person: String) = changing.update { state ->
        val roster = state.roster ?: return@update state
        val picked = roster.picked.let { if (person in it) it - person else it + person }
        state.copy(roster = roster.copy(picked = picked))
    }

    fun closeRoster() = changing.update { it.copy(roster = null) }

    fun signInPicked() = inSession { session ->
        val picked = state.value.roster?.picked.orEmpty()
        if (picked.isEmpty()) return@inSession
        trainings.signIn(session.id, picked.toList(), SignedBy.ROSTER, tools.clock.instant())
        closeRoster()
    }

    fun signOutAll() = inSession { trainings.signOutAll(it.id, tools.clock.instant()) }

    /** The camera came back with the paper sheet; [file] is empty when nothing was taken. */
    fun paperTaken(file: File) {
        if (file.length() == 0L) return
        inSession { session ->
            val small = tools.shrinker.shrink(file)
            file.delete()
            when (small) {
                null -> say(Said.PhotoFailed)
                else -> trainings.addPaper(session.id, Picture(small))
            }
        }
    }

    fun archive() = inSession { say(Said.Ended(trainings.archive(it.id, it.shown))) }

    private fun inSession(work: suspend (Session) -> Unit) {
        val session = state.value.session ?: return
        working { work(session) }
    }

    private fun working(work: suspend () -> Unit) {
        if (state.value.busy) return
        changing.update { it.copy(busy = true, refused = null, said = null) }
        scope.attempt(::refuse) {
            work()
            changing.update { it.copy(busy = false) }
            tools.background.syncSoon()
        }
    }

    private fun say(said: Said) = changing.update { it.copy(said = said, refused = null) }

    private fun refuse(words: Words) = changing.update { it.copy(refused = words, busy = false) }
}
