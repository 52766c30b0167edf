package fangxian

import java.io.File

/**
 * Describes a record anew (修改描述). Another value written elsewhere meanwhile stays beside it
 * until someone who has seen both settles it.
 */
suspend fun Ledger.describe(record: RecordId, field: String, value: Scalar): Saved =
    act { describe(record, field, value) }

/** Describes a record anew with a text. */
suspend fun Ledger.describe(record: RecordId, field: String, text: String): Saved =
    describe(record, field, Scalar.Text(text))

/** Fields with more than one value: all of them, and who wrote each. */
suspend fun Ledger.conflicts(record: RecordId): List<Conflict> = act { conflicts(record) }

/**
 * Settles a field that has several values (认定). [shown] is what was on the screen: when another
 * value has arrived since, nothing is written.
 */
suspend fun Ledger.settle(record: RecordId, shown: Conflict, value: Scalar): Saved =
    act { settle(record, shown, value) }

/** Settles a field with a text. */
suspend fun Ledger.settle(record: RecordId, shown: Conflict, text: String): Saved =
    settle(record, shown, Scalar.Text(text))

/** Adds a photo, voice note or document (补充证据). Evidence only grows. */
suspend fun Ledger.addEvidence(record: RecordId, attachment: Attachment): Saved =
    act { addEvidence(record, attachment) }

/** The attachments a record lists. */
suspend fun Ledger.evidence(record: RecordId): List<Evidence> = act { evidence(record) }

/** The file that holds an attachment's bytes here; `null` while they are elsewhere. */
suspend fun Ledger.attachment(hash: EvidenceHash): File? = act { attachment(hash) }?.let(::File)
