package fangxian

/** Registers a site (场所建档). */
suspend fun Ledger.registerSite(draft: SiteDraft): Saved = act { registerSite(draft) }

/** Says whether a site works (状态变更). */
suspend fun Ledger.setSiteStatus(site: RecordId, shown: Version, status: SiteStatus): Saved =
    act { setSiteStatus(site, shown, status) }

/**
 * Answers lines of a checklist on the spot (检查), as one saved change. [template] names the
 * checklist and its version, such as `九小场所@3`.
 */
suspend fun Ledger.checkSite(
    site: RecordId,
    shown: Version,
    answers: List<CheckDraft>,
    template: String? = null,
): Saved = act { checkSite(site, shown, answers, template) }

/** Notes a visit (巡查): the site was working, or not. */
suspend fun Ledger.patrolSite(site: RecordId, working: Boolean): Saved =
    act { patrolSite(site, working) }

/** Says the site was entered by mistake (作废). */
suspend fun Ledger.voidSite(site: RecordId, shown: Version, reason: String): Saved =
    act { voidSite(site, shown, reason) }
