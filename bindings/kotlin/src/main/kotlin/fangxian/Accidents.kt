package fangxian

/** Reports an accident (事故快报). What is not known yet is supplemented later. */
suspend fun Ledger.reportAccident(draft: AccidentDraft): Saved = act { reportAccident(draft) }

/**
 * Supplements the figures (续报、补报). Only an office's supplement replaces what others said, and
 * only what was on the screen ([shown]).
 */
suspend fun Ledger.supplementAccident(
    record: RecordId,
    shown: Version,
    figures: Figures,
    docNo: String? = null,
): Saved = act { supplementAccident(record, shown, figures, docNo) }

/** Says the accident was entered by mistake (作废). */
suspend fun Ledger.voidAccident(record: RecordId, shown: Version, reason: String): Saved =
    act { voidAccident(record, shown, reason) }
