package fangxian.demo.records

import java.time.Instant
import kotlinx.coroutines.flow.Flow

/** The training sessions of this phone. */
interface Trainings {
    /** All of them, the latest first, and again whenever something changes. */
    fun list(): Flow<List<TrainingLine>>

    /** One session, and again whenever it changes. */
    fun session(id: String): Flow<Session>

    /** Opens a session and returns its id. */
    suspend fun open(topic: String, place: String, from: Instant, until: Instant): String

    /** Signs people in who are there now. However often someone is scanned, they count once. */
    suspend fun signIn(id: String, people: List<String>, by: SignedBy, at: Instant)

    /** Signs out everyone who is still signed in. */
    suspend fun signOutAll(id: String, at: Instant)

    /** Keeps a photo of the paper sheet. */
    suspend fun addPaper(id: String, picture: Picture)

    /** Ends the session; others may have to agree. */
    suspend fun archive(id: String, shown: Shown): Outcome

    /** Everyone this phone knows by name. */
    suspend fun roster(): List<Person>

    /** What a person is called; nothing when the phone does not know them. */
    suspend fun nameOf(person: String): String?
}

/** How a sign-in was taken. */
enum class SignedBy { CODE, ROSTER }

/** Someone in the directory. */
data class Person(val id: String, val name: String)

/** One line of the list of sessions. */
data class TrainingLine(
    val id: String,
    val title: String,
    val place: String,
    val state: Words,
    val people: Int,
    val where: Where,
)

/** One session. */
data class Session(
    val id: String,
    val title: String,
    val place: String,
    val state: Words,
    val attendance: List<Presence>,
    val minutes: Long,
    val papers: Int,
    val notices: List<Words>,
    val where: Where,
    val shown: Shown,
)

/** That somebody was there. */
data class Presence(
    val person: String,
    val name: String?,
    val from: Instant,
    val until: Instant?,
    val disputed: Boolean,
    val rejected: Boolean,
)
