package fangxian

/**
 * Says something of a record: an act of its kind. [shown] is the version of the view that was on
 * the screen: an act that decides covers that and nothing that arrived since, and is not taken
 * without it.
 */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: Act): Saved =
    act { say(record, shown, said) }

/** Says several things of a record at once: all are saved, or none. */
suspend fun Ledger.sayAll(record: RecordId, shown: Version?, said: List<Act>): Saved =
    act { sayAll(record, shown, said) }

/**
 * An act by its [name], of a [kind] by its name, with its [parts] by theirs, as documents spell
 * them: for forms and pages that hold words and know no types. What is missing or wrong is bad input.
 */
fun actOf(kind: Kind, name: String, parts: Map<String, Scalar> = emptyMap()): Act =
    whole { actOfName(kind, name, parts) }

/**
 * Says that a record was entered by mistake, whatever its kind (作废). It stays, and loses to
 * whatever its author had not seen.
 */
suspend fun Ledger.void(record: RecordId, shown: Version, reason: String): Saved =
    act { void(record, shown, reason) }

/** Declines a proposal (不采纳): it no longer waits and stays in the history. */
suspend fun Ledger.declineProposal(
    record: RecordId,
    shown: Version,
    proposal: FactId,
    reason: String,
): Saved = act { declineProposal(record, shown, proposal, reason) }

/** Begins a record of any kind: of that which its first act begins. */
suspend fun Ledger.begin(record: NewRecord): Saved = act { begin(record) }

/** Begins several records in one commit: all are saved, or none. */
suspend fun Ledger.beginAll(records: List<NewRecord>): List<Saved> = act { beginAll(records) }

/**
 * Begins a record of any kind: of that which [first] begins. [fields] say what it is called and how
 * it is described, by their names; of several acts or other values, make a [NewRecord].
 */
suspend fun Ledger.begin(
    first: Act,
    fields: Map<String, String> = emptyMap(),
    position: Position? = null,
    home: Division? = null,
    attachments: List<Attachment> = emptyList(),
): Saved {
    val texts = fields.mapValues { Scalar.Text(it.value) }
    return begin(NewRecord(listOf(first), texts, position, home, attachments))
}
