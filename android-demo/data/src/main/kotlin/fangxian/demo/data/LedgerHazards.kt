package fangxian.demo.data

import fangxian.Attachment
import fangxian.CloseKind
import fangxian.Conflict
import fangxian.EvidenceHash
import fangxian.HazardAct
import fangxian.HazardQuery
import fangxian.HazardRow
import fangxian.HazardState
import fangxian.Ledger
import fangxian.ObservationDraft
import fangxian.OrderMode
import fangxian.PageKey
import fangxian.RecordId
import fangxian.ReinspectResult
import fangxian.Saved
import fangxian.Version
import fangxian.addEvidence
import fangxian.attachment
import fangxian.daysOverdue
import fangxian.decideDuplicate
import fangxian.demo.records.Act
import fangxian.demo.records.Asked
import fangxian.demo.records.Differing
import fangxian.demo.records.Filter
import fangxian.demo.records.Hazard
import fangxian.demo.records.HazardLine
import fangxian.demo.records.Hazards
import fangxian.demo.records.Outcome
import fangxian.demo.records.Picture
import fangxian.demo.records.Shown
import fangxian.demo.records.Shows
import fangxian.describe
import fangxian.hazards
import fangxian.label
import fangxian.me
import fangxian.observe
import fangxian.say
import fangxian.settle
import java.io.File
import java.time.LocalDate
import kotlinx.coroutines.flow.Flow

/** The version someone looked at. */
internal class Looked(val version: Version) : Shown

/** The values someone looked at. */
internal class LookedAtValues(val conflict: Conflict) : Shown

/** Hazards, with the ledger. Every list and view is asked for again after each change. */
internal class LedgerHazards(private val ledger: Ledger) : Hazards {
    override fun list(asked: Asked): Flow<List<HazardLine>> =
        ledger.live { rows(query(asked), asked.limit).map { line(it, asked.today) } }.telling()

    override fun hazard(id: String): Flow<Hazard> =
        ledger.live { shownHazard(RecordId(id)) }.telling()

    override suspend fun act(id: String, shown: Shown, act: Act): Outcome = telling {
        ledger.act(RecordId(id), (shown as Looked).version, act).outcome
    }

    override suspend fun settle(id: String, differing: Differing, text: String): Unit = telling {
        ledger.settle(RecordId(id), (differing.shown as LookedAtValues).conflict, text)
    }

    override suspend fun file(evidence: String): File? =
        telling { ledger.attachment(EvidenceHash(evidence)) }
}

internal val Saved.outcome: Outcome get() = Outcome(needs.map { it.label.words })

private suspend fun Ledger.query(asked: Asked) = HazardQuery(
    open = true.takeIf { asked.filter == Filter.OPEN || asked.filter == Filter.MINE },
    overdueOn = asked.today.takeIf { asked.filter == Filter.OVERDUE },
    pendingOnly = asked.filter == Filter.PENDING,
    responsible = if (asked.filter == Filter.MINE) me().person else null,
    text = asked.text.trim().ifEmpty { null },
)

private suspend fun Ledger.rows(query: HazardQuery, most: Int): List<HazardRow> {
    val rows = mutableListOf<HazardRow>()
    var after: PageKey? = null
    do {
        val page = hazards(query.copy(after = after, limit = (most - rows.size).toUInt()))
        rows += page.rows
        after = page.next
    } while (after != null && rows.size < most)
    return rows
}

private suspend fun Ledger.line(row: HazardRow, today: LocalDate) = HazardLine(
    id = row.record.text,
    title = row.title,
    place = row.place,
    state = row.state.label.words,
    flags = row.flags.sorted().map { it.label.words },
    ended = row.state == HazardState.CLOSED || row.state == HazardState.VOID,
    deadline = row.deadline,
    daysOverdue = daysOverdue(row.record, today),
    where = row.upload.where,
)

private suspend fun Ledger.act(id: RecordId, seen: Version, act: Act): Saved = when (act) {
    is Act.StillDangerous -> observe(id, ObservationDraft(true, act.note.ifBlank { null }))
    is Act.Gone -> observe(id, ObservationDraft(false, act.note.ifBlank { null }))
    is Act.AddPhoto -> addEvidence(id, act.picture.attachment(act.shows.role))
    is Act.AddWords -> describe(id, "description", act.text)
    is Act.Claim -> say(id, null, HazardAct.Claim(act.measures))
    is Act.AskExtension ->
        say(id, null, HazardAct.AskExtension(act.until, act.reason, act.interim))
    Act.Accept -> say(id, null, HazardAct.Accept)
    is Act.Order -> say(id, seen, HazardAct.Order(OrderMode.BY_DEADLINE, act.until))
    is Act.Reinspect -> {
        val found = if (act.passed) ReinspectResult.PASS else ReinspectResult.FAIL
        say(id, seen, HazardAct.Reinspect(found))
    }
    Act.Close -> say(id, seen, HazardAct.Close(CloseKind.RECTIFIED))
    is Act.Void -> say(id, seen, HazardAct.Void(act.reason))
    is Act.DecideSame -> decideDuplicate(id, seen, RecordId(act.other), act.same)
}

internal fun Picture.attachment(role: String) = Attachment(bytes, mime, role)

internal val Shows.role: String
    get() = when (this) {
        Shows.BEFORE -> "before"
        Shows.AFTER -> "after"
        Shows.VOICE -> "voice"
        Shows.OTHER -> "document"
    }
