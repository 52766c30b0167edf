package fangxian

/** Who this device acts for. */
suspend fun Ledger.me(): Me = act { me() }

/** One record as it stands, whatever its kind. */
suspend fun Ledger.view(record: RecordId): RecordView = act { view(record) }

/** Why a record is as it is, who must do what next and by when: one paragraph (说明). */
suspend fun Ledger.explain(record: RecordId): Spoken = act { explain(record) }

/**
 * What stands above the columns of the ledger of a [kind], in the order of the form that is handed
 * up (台账栏目); nothing of a kind of a newer version.
 */
suspend fun Ledger.columns(kind: Kind): List<Heading> = act { columns(kind) }

/** What the ledger of its kind says of a record today, one cell under each of its columns. */
suspend fun Ledger.cells(record: RecordId): List<Cell> = act { cells(record) }

/** The story of a record, in order of causality (经过). */
suspend fun Ledger.history(record: RecordId): List<HistoryStep> = act { history(record) }

/** What waits to be sent, since when, and what was refused (待上传). */
suspend fun Ledger.outbox(): Outbox = act { outbox() }

/** How far this device's part of a record has come (在哪里). */
suspend fun Ledger.place(record: RecordId): UploadState = act { place(record) }

/** What could not be used here, with reason, source and bytes (隔离区). */
suspend fun Ledger.quarantine(after: ULong = 0UL, limit: UInt = 100U): List<Quarantined> =
    act { quarantine(after, limit) }

/** Units, posts and who is responsible where, as far as this device knows. */
suspend fun Ledger.orgTree(): OrgTree = act { orgTree() }

/** A person's name from their card; `null` when there is no card or it was erased. */
suspend fun Ledger.nameOf(person: PersonId): String? = act { nameOf(person) }

/** When the app goes to the background: the next opening is fast. The ledger stays usable. */
suspend fun Ledger.rest() = act { rest() }

/** Rebuilds documents, lists and search from the envelopes. The ledger stays usable. */
suspend fun Ledger.rebuild(progress: ((done: ULong, of: ULong) -> Unit)? = null): RebuildReport {
    val watch = progress?.let {
        object : RebuildWatch {
            override fun rebuilt(done: ULong, of: ULong) = it(done, of)
        }
    }
    return act { rebuild(watch) }
}

/** What the centre set aside of what was said here, oldest first (留底待认定). */
suspend fun Ledger.setAside(): List<SetAside> = act { setAside() }

/** Photos, recordings and files of this person that do not get to the centre (附件留底). */
suspend fun Ledger.attachmentsSetAside(): List<AttachmentSetAside> = act { attachmentsSetAside() }

/** Tries everything that was set aside once more (重试), after an upgrade or a corrected post. */
suspend fun Ledger.retrySetAside(): Retried = act { retrySetAside() }

/**
 * Whether this ledger's folder may be deleted, as when someone logs out for good, and what stands
 * in the way (能不能删). Ask with nothing more to be saved, close, then delete.
 */
suspend fun Ledger.deletion(): Deletion = act { deletion() }

/** Compares everything derived with what a rebuild would give. Empty is good. */
suspend fun Ledger.compare(): List<Difference> = act { compare() }
