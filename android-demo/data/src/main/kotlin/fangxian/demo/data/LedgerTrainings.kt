package fangxian.demo.data

import fangxian.Ledger
import fangxian.PersonId
import fangxian.RecordId
import fangxian.SignMethod
import fangxian.TrainingAct
import fangxian.TrainingQuery
import fangxian.addEvidence
import fangxian.begin
import fangxian.demo.records.Outcome
import fangxian.demo.records.Person
import fangxian.demo.records.Picture
import fangxian.demo.records.Presence
import fangxian.demo.records.Session
import fangxian.demo.records.Shown
import fangxian.demo.records.SignedBy
import fangxian.demo.records.TrainingLine
import fangxian.demo.records.Trainings
import fangxian.demo.records.Words
import fangxian.evidence
import fangxian.label
import fangxian.nameOf
import fangxian.orgTree
import fangxian.place
import fangxian.say
import fangxian.sayAll
import fangxian.training
import fangxian.trainings
import java.time.Instant
import kotlinx.coroutines.flow.Flow

/** What a photo of a paper sheet is called among a record's attachments. */
private const val PAPER = "paper"

/** Most sessions a phone shows. */
private const val LISTED_MAX = 100U

/** Training, with the ledger. */
internal class LedgerTrainings(private val ledger: Ledger) : Trainings {
    override fun list(): Flow<List<TrainingLine>> = ledger.live {
        trainings(TrainingQuery(limit = LISTED_MAX)).rows.map {
            TrainingLine(
                id = it.record.text,
                title = it.title,
                place = it.place,
                state = it.state.label.words,
                people = it.attendees.toInt(),
                where = it.upload.where,
            )
        }
    }.telling()

    override fun session(id: String): Flow<Session> =
        ledger.live { session(RecordId(id)) }.telling()

    override suspend fun open(topic: String, place: String, from: Instant, until: Instant): String =
        telling {
            val fields = mapOf("title" to topic, "place" to place, "topics" to topic)
            ledger.begin(TrainingAct.Schedule(from, until), fields).record.text
        }

    override suspend fun signIn(id: String, people: List<String>, by: SignedBy, at: Instant): Unit =
        telling {
            val method = when (by) {
                SignedBy.CODE -> SignMethod.DYNAMIC_CODE
                SignedBy.ROSTER -> SignMethod.ROSTER
            }
            val come = people.map { TrainingAct.SignIn(PersonId(it), method, at) }
            ledger.sayAll(RecordId(id), null, come)
        }

    override suspend fun signOutAll(id: String, at: Instant): Unit = telling {
        val there = ledger.training(RecordId(id)).attendance.filter { it.lastOut == null }
        if (there.isNotEmpty()) {
            val leave = there.flatMap { it.because }.map { TrainingAct.SignOut(it, at) }
            ledger.sayAll(RecordId(id), null, leave)
        }
    }

    override suspend fun addPaper(id: String, picture: Picture): Unit =
        telling { ledger.addEvidence(RecordId(id), picture.attachment(PAPER)) }

    override suspend fun archive(id: String, shown: Shown): Outcome =
        telling { ledger.say(RecordId(id), (shown as Looked).version, TrainingAct.Archive).outcome }

    override suspend fun roster(): List<Person> = telling {
        val posts = ledger.orgTree().use { it.posts() }
        val people = posts.map { it.person }.distinct()
        people.mapNotNull { id -> ledger.nameOf(id)?.let { Person(id.text, it) } }
            .sortedBy { it.name }
    }

    override suspend fun nameOf(person: String): String? =
        telling { ledger.nameOf(PersonId(person)) }
}

private suspend fun Ledger.session(id: RecordId): Session {
    val view = training(id)
    return Session(
        id = id.text,
        title = view.face.title,
        place = view.face.place,
        state = view.state.label.words,
        attendance = view.attendance.map {
            Presence(
                person = it.attendee.text,
                name = nameOf(it.attendee),
                from = it.firstIn,
                until = it.lastOut,
                disputed = it.disputed,
                rejected = it.rejected,
            )
        },
        minutes = view.personMinutes,
        papers = evidence(id).count { it.role == PAPER },
        notices = view.face.notices.map { Words(it.zh, it.en) },
        where = place(id).where,
        shown = Looked(view.face.version),
    )
}
