package fangxian

import java.time.LocalDate

/** Reports a hazard (上报隐患). On disk before it returns, signal or not. */
suspend fun Ledger.reportHazard(draft: HazardDraft): Saved = act { reportHazard(draft) }

/** Reports several hazards (批量上报): all are saved, or none. */
suspend fun Ledger.reportHazards(drafts: List<HazardDraft>): List<RecordId> =
    act { reportHazards(drafts) }

/** Looks again (再次查看): still dangerous, or gone. Closes nothing by itself. */
suspend fun Ledger.observe(record: RecordId, seen: ObservationDraft): Saved =
    act { observe(record, seen) }

/** Says it may be a major hazard (疑似重大). A village may suspect; an office judges. */
suspend fun Ledger.suspectMajor(record: RecordId, clause: String? = null): Saved =
    act { suspectMajor(record, clause) }

/** Says the work is done (申报整改完成). It closes nothing: an office reinspects. */
suspend fun Ledger.claim(record: RecordId, measures: String, costFen: Long? = null): Saved =
    act { claim(record, measures, costFen) }

/** States one of the five implementations (五落实). [shown] is what was on the screen. */
suspend fun Ledger.implement(record: RecordId, shown: Version, draft: ImplementDraft): Saved =
    act { implement(record, shown, draft) }

/** States one item of the plan a major hazard needs (治理方案). */
suspend fun Ledger.plan(record: RecordId, item: PlanItem, text: String): Saved =
    act { plan(record, item, text) }

/** Says how the work stands (督办进展). */
suspend fun Ledger.reportProgress(record: RecordId, text: String): Saved =
    act { reportProgress(record, text) }

/** Asks for more time (申请延期). [interimControls] says what keeps people safe meanwhile. */
suspend fun Ledger.askExtension(
    record: RecordId,
    until: LocalDate,
    reason: String,
    interimControls: String,
): Saved = act { askExtension(record, until, reason, interimControls) }

/** Says it may be the same as another record (疑似重复). A person decides. */
suspend fun Ledger.suspectDuplicate(
    record: RecordId,
    of: RecordId,
    distanceM: Long? = null,
): Saved = act { suspectDuplicate(record, of, distanceM) }

/** Decides whether two records are the same (认定重复). Reversible. */
suspend fun Ledger.decideDuplicate(
    record: RecordId,
    shown: Version,
    of: RecordId,
    same: Boolean,
): Saved = act { decideDuplicate(record, shown, of, same) }

/** Says it was entered by mistake (作废). Loses to any word its author had not seen. */
suspend fun Ledger.voidHazard(record: RecordId, shown: Version, reason: String): Saved =
    act { voidHazard(record, shown, reason) }

/** Notes that an order was served (送达), or that the receiver refused to sign. */
suspend fun Ledger.serveOrder(record: RecordId, order: FactId, refused: Boolean = false): Saved =
    act { serveOrder(record, order, refused) }
