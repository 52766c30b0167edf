package fangxian

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
