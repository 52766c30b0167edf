package fangxian

// What the vocabulary is called on screens: plain Chinese first, English second.

/** What people call it. */
val AccidentLevel.label: Spoken get() = nameOfAccidentLevel(this)

/** What people call it. */
val AccidentState.label: Spoken get() = nameOfAccidentState(this)

/** What people call it. */
val CheckResult.label: Spoken get() = nameOfCheckResult(this)

/** What people call it. */
val CloseKind.label: Spoken get() = nameOfCloseKind(this)

/** What people call it. */
val FiveItem.label: Spoken get() = nameOfFiveItem(this)

/** What people call it. */
val Flag.label: Spoken get() = nameOfFlag(this)

/** What people call it. */
val Grade.label: Spoken get() = nameOfGrade(this)

/** What people call it. */
val HazardSource.label: Spoken get() = nameOfHazardSource(this)

/** What people call it. */
val HazardState.label: Spoken get() = nameOfHazardState(this)

/** What people call it. */
val ListingLevel.label: Spoken get() = nameOfListingLevel(this)

/** What people call it. */
val OrderMode.label: Spoken get() = nameOfOrderMode(this)

/** What people call it. */
val PlanItem.label: Spoken get() = nameOfPlanItem(this)

/** What people call it. */
val ProblemCode.label: Spoken get() = nameOfProblemCode(this)

/** What people call it. */
val RefusalCode.label: Spoken get() = nameOfRefusalCode(this)

/** What people call it. */
val ReinspectResult.label: Spoken get() = nameOfReinspectResult(this)

/** What people call it. */
val Role.label: Spoken get() = nameOfRole(this)

/** What people call it. */
val SignMethod.label: Spoken get() = nameOfSignMethod(this)

/** What people call it. */
val SiteStatus.label: Spoken get() = nameOfSiteStatus(this)

/** What people call it. */
val TrainingState.label: Spoken get() = nameOfTrainingState(this)

/** What people call it. */
val TransferState.label: Spoken get() = nameOfTransferState(this)

/** Why a synchronisation stopped and whose move it is, to be shown to the person. */
val SyncFailure.spoken: Spoken get() = whyStopped(this)

/** What happened and what to do next, to be shown to the person. */
val FangxianException.spoken: Spoken
    get() = when (this) {
        is FangxianException.NotEnrolled -> Spoken(reasonZh, reason)
        is FangxianException.NotFound -> Spoken(reasonZh, reason)
        is FangxianException.BadInput -> Spoken(reasonZh, reason)
        is FangxianException.OutOfScope -> Spoken(reasonZh, reason)
        is FangxianException.Changed -> Spoken(reasonZh, reason)
        is FangxianException.TryLater -> Spoken(reasonZh, reason)
        is FangxianException.KeyStore -> Spoken(reasonZh, reason)
        is FangxianException.Reopen -> Spoken(reasonZh, reason)
    }
