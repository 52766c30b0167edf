package fangxian

import java.time.LocalDate

// Acts of office. Each takes what was on the screen (`shown`): the decision covers that and
// nothing that arrived since. Beyond one's role it is kept as a proposal: see `Saved.needs`.

/** Takes a reported hazard on (受理). */
suspend fun Ledger.accept(record: RecordId): Saved = act { accept(record) }

/** Asks the reporter for more (退回补正). */
suspend fun Ledger.returnForMore(record: RecordId, reason: String): Saved =
    act { returnForMore(record, reason) }

/** Judges the statutory grade (核定等级). */
suspend fun Ledger.judge(
    record: RecordId,
    shown: Version,
    grade: Grade,
    clause: String? = null,
): Saved = act { judge(record, shown, grade, clause) }

/** Orders rectification (责令整改). */
suspend fun Ledger.order(record: RecordId, shown: Version, draft: OrderDraft): Saved =
    act { order(record, shown, draft) }

/** Says who must put it right (指定责任): a person or a unit. */
suspend fun Ledger.assign(
    record: RecordId,
    shown: Version,
    person: PersonId? = null,
    unit: String? = null,
): Saved = act { assign(record, shown, person, unit) }

/** Notes what a reinspection found (复查). */
suspend fun Ledger.reinspect(
    record: RecordId,
    shown: Version,
    result: ReinspectResult,
    opinion: String? = null,
): Saved = act { reinspect(record, shown, result, opinion) }

/** Ends a hazard (销号). Counts only while it has seen every danger anyone reports. */
suspend fun Ledger.closeHazard(record: RecordId, shown: Version, draft: CloseDraft): Saved =
    act { closeHazard(record, shown, draft) }

/** Puts it under an authority's supervision (挂牌督办). */
suspend fun Ledger.listHazard(record: RecordId, shown: Version, draft: ListDraft): Saved =
    act { listHazard(record, shown, draft) }

/** Ends a supervision (摘牌). */
suspend fun Ledger.delistHazard(
    record: RecordId,
    shown: Version,
    listing: FactId,
    docNo: String? = null,
): Saved = act { delistHazard(record, shown, listing, docNo) }

/** Decides on a request for more time (延期审批): until a day, or not at all. */
suspend fun Ledger.decideExtension(
    record: RecordId,
    shown: Version,
    ask: FactId,
    grantedUntil: LocalDate? = null,
): Saved = act { decideExtension(record, shown, ask, grantedUntil) }

/** Offers the record to another unit (移送). This unit answers for it until it is accepted. */
suspend fun Ledger.offerTransfer(record: RecordId, to: Division, reason: String): Saved =
    act { offerTransfer(record, to, reason) }

/** Accepts an offered record (接收移送). */
suspend fun Ledger.acceptTransfer(record: RecordId, shown: Version, offer: FactId): Saved =
    act { acceptTransfer(record, shown, offer) }

/** Declines a proposal (不采纳): it no longer waits and stays in the history. */
suspend fun Ledger.declineProposal(
    record: RecordId,
    shown: Version,
    proposal: FactId,
    reason: String,
): Saved = act { declineProposal(record, shown, proposal, reason) }

/** Refuses an offered record (拒收移送). */
suspend fun Ledger.refuseTransfer(record: RecordId, offer: FactId, reason: String): Saved =
    act { refuseTransfer(record, offer, reason) }
