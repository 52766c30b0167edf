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

/** Decides whether two records are the same (认定重复). Reversible. */
suspend fun Ledger.decideDuplicate(
    record: RecordId,
    shown: Version,
    of: RecordId,
    same: Boolean,
): Saved = act { decideDuplicate(record, shown, of, same) }

/** How many days a hazard is past its deadline on [today] (超期天数); 0 when it is not. */
suspend fun Ledger.daysOverdue(record: RecordId, today: LocalDate): Long =
    act { daysOverdue(record, today) }

/** Hazards of the same village that may be the same as this one, the likeliest first. */
suspend fun Ledger.likelyDuplicates(record: RecordId): List<Near> = act { likelyDuplicates(record) }

/** Hazards that may be the same as the one about to be reported, the likeliest first. */
suspend fun Ledger.likelyDuplicatesOf(draft: HazardDraft): List<Near> =
    act { likelyDuplicatesOf(draft) }
