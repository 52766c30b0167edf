package fangxian.demo.data

import fangxian.Conflict
import fangxian.HistoryStep
import fangxian.Ledger
import fangxian.Near
import fangxian.PersonId
import fangxian.RecordId
import fangxian.Scalar
import fangxian.demo.records.Alike
import fangxian.demo.records.Deadline
import fangxian.demo.records.Differing
import fangxian.demo.records.Evidence
import fangxian.demo.records.Hazard
import fangxian.demo.records.Said
import fangxian.demo.records.Shows
import fangxian.demo.records.Step
import fangxian.demo.records.Words
import fangxian.evidence
import fangxian.explain
import fangxian.hazard
import fangxian.history
import fangxian.label
import fangxian.likelyDuplicates
import fangxian.nameOf
import fangxian.place

/** One hazard with everything its screen shows. */
internal suspend fun Ledger.shownHazard(id: RecordId): Hazard {
    val view = hazard(id)
    return Hazard(
        id = id.text,
        label = view.face.label,
        title = view.face.title,
        description = view.face.text("description"),
        place = view.face.place,
        state = view.state.label.words,
        flags = view.face.flags.sorted().map { it.label.words },
        deadline = view.deadline?.let { Deadline(it.day, it.why.words) },
        explained = explain(id).words,
        next = Words(view.next.zh, view.next.en),
        notices = view.face.notices.map { Words(it.zh, it.en) },
        alike = likelyDuplicates(id).map { alike(it) },
        differing = view.face.conflicts.map { differing(it) },
        proposals = view.face.proposals.map { Said(Words(it.zh, it.en), named(it.by)) },
        evidence = evidence(id).map { Evidence(it.hash.text, shows(it.role)) },
        steps = history(id).map { it.step() },
        where = place(id).where,
        shown = Looked(view.face.version),
    )
}

/** What a person is called here: by their name, else by their number. */
internal suspend fun Ledger.named(person: PersonId): String = nameOf(person) ?: person.text

/** Another hazard that may be the same. */
internal suspend fun Ledger.alike(near: Near): Alike {
    val other = hazard(near.record)
    return Alike(near.record.text, other.face.title, other.face.place, near.likeness.distanceM)
}

private suspend fun Ledger.differing(conflict: Conflict) = Differing(
    conflict.values.map { value ->
        val text = (value.value as? Scalar.Text)?.v1.orEmpty()
        Said(Words(text, text), value.author?.let { named(it.person) })
    },
    LookedAtValues(conflict),
)

private fun HistoryStep.step() = Step(
    words = Words(zh, en),
    at = wall,
    doubtful = doubtful,
    where = place.where,
)

private fun shows(role: String?): Shows =
    Shows.entries.firstOrNull { it.role == role } ?: Shows.OTHER
