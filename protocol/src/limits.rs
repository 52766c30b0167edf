//! Every maximum in one place, its unit in its name. Both ends enforce the same figures.

/// Largest whole number that is not negative: counters, positions, versions.
pub const NUMBER_MAX: u64 = i64::MAX as u64;
/// Longest kind name.
pub const KIND_BYTES_MAX: usize = 24;
/// Longest person id.
pub const PERSON_ID_BYTES_MAX: usize = 32;
/// Longest key of a map in a document: a field name, a property, or an id in hexadecimal.
pub const KEY_BYTES_MAX: usize = 64;
/// Longest text or byte value in a document.
pub const VALUE_BYTES_MAX: usize = 8 * 1024;
/// Map levels below the root: `facts`, the fact, its properties and one to spare.
pub const DEPTH_MAX: usize = 4;
/// Most operations in one change.
pub const OPS_MAX: usize = 2_000;
/// Most changes a change may directly follow.
pub const DEPS_MAX: usize = 64;
/// Most concurrent values one operation may replace.
pub const PREDS_MAX: usize = 64;
/// Most attachments one change may name, and one arrival.
pub const EVIDENCE_PER_CHANGE_MAX: usize = 128;
/// Largest entry of a log that says which attachments of a record are at the centre.
pub const ARRIVAL_BYTES_MAX: usize = EVIDENCE_PER_CHANGE_MAX * 16 + 64;
/// Most other writers one change may refer to.
pub const OTHER_ACTORS_MAX: usize = 256;
/// Largest encoded change.
pub const CHANGE_BYTES_MAX: usize = 64 * 1024;
/// Largest signed header of an envelope.
pub const HEADER_BYTES_MAX: usize = 512;
/// Largest encoded envelope.
pub const ENVELOPE_BYTES_MAX: usize = CHANGE_BYTES_MAX + HEADER_BYTES_MAX + 128;
/// Most changes one record may gather.
pub const RECORD_CHANGES_MAX: usize = 2_000;
/// How many records found to be the same are looked at together, at most.
pub const TWINS_MAX: usize = 16;
/// Most operations one record may gather: small changes can hold many, and a phone must open it.
pub const RECORD_OPS_MAX: usize = 50_000;
/// Most bytes of keys and values one record may gather, for the same reason.
pub const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Largest operation counter of a record; far below where counters overflow.
pub const OP_COUNTER_MAX: u64 = 4_000_000;

/// Most envelopes in one push.
pub const PUSH_ENVELOPES_MAX: usize = 4_000;
/// Most bytes of envelopes in one push, before compression.
pub const PUSH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Largest request body on the wire. A full push fits even when nothing in it compresses, or a
/// phone full of photos' thumbnails could never push again.
pub const REQUEST_BODY_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Largest request or response once inflated.
pub const MESSAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most entries of logs in one answer.
pub const PULL_ENTRIES_MAX: usize = 8_000;
/// Most bytes of entries in one answer, before compression.
pub const PULL_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most villages one request names, and one answer. Whoever follows more speaks of them in pages.
pub const CURSORS_MAX: usize = 1_024;
/// Most pages of one request.
pub const PAGES_MAX: usize = 1_024;
/// Village codes are below this.
pub const DIVISIONS_END: u64 = 1_000_000_000_000;
/// Most directory rows of each sort in one answer.
pub const DIRECTORY_ROWS_MAX: usize = 4_000;
/// Longest name, title or phone in the directory.
pub const NAME_BYTES_MAX: usize = 128;
/// Longest address of a centre.
pub const ADDRESS_BYTES_MAX: usize = 512;
/// Most earlier divisions one unit replaces.
pub const REPLACES_MAX: usize = 16;
/// Most posts one person may hold.
pub const POSTS_MAX: usize = 16;
/// Largest device certificate.
pub const CERTIFICATE_BYTES_MAX: usize = 4 * 1024;
/// Most certificates a device presents at once.
pub const CERTIFICATES_MAX: usize = 500;
/// Longest enrolment code, dashes included.
pub const ENROLMENT_CODE_BYTES_MAX: usize = 32;
/// Largest reason a refusal may give.
pub const REASON_BYTES_MAX: usize = 256;
/// Largest snapshot file.
pub const SNAPSHOT_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Largest attachment.
pub const ATTACHMENT_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Largest piece of an attachment in one request. What arrives of one that is cut counts.
pub const ATTACHMENT_PIECE_BYTES_MAX: usize = 256 * 1024;
/// Most bytes of attachments one person uploads in 24 hours, under whatever names.
pub const ATTACHMENT_BYTES_PER_DAY_MAX: u64 = 512 * 1024 * 1024;
/// Log entries a village must have before a new device is sent to its snapshot file.
pub const SNAPSHOT_ENTRIES_MIN: u64 = 500;
/// Largest block inside a snapshot file once inflated.
pub const SNAPSHOT_BLOCK_BYTES_MAX: usize = 4 * 1024 * 1024;

// The limits must fit into one another: what one allows, the next may not refuse.
const ITEM_HEAD_BYTES_MAX: usize = 9;
const CURSOR_BYTES_MAX: usize = 1 + 3 * ITEM_HEAD_BYTES_MAX + 8;
/// What a batch takes beside its entries: the heads of its columns, how many they are, how large.
const BATCH_HEADS_MAX: usize = 1 + 9 * ITEM_HEAD_BYTES_MAX;
const PAGE_BYTES_MAX: usize = 1 + 3 * ITEM_HEAD_BYTES_MAX + 16;
const _: () = {
    let envelope_heads = 4 * ITEM_HEAD_BYTES_MAX + 64;
    assert!(ENVELOPE_BYTES_MAX >= CHANGE_BYTES_MAX + HEADER_BYTES_MAX + envelope_heads);
    assert!(VALUE_BYTES_MAX + KEY_BYTES_MAX + 128 < CHANGE_BYTES_MAX);
    let push = PUSH_BYTES_MAX + PUSH_ENVELOPES_MAX * ITEM_HEAD_BYTES_MAX + BATCH_HEADS_MAX;
    let heard = CURSORS_MAX * CURSOR_BYTES_MAX + PAGES_MAX * PAGE_BYTES_MAX;
    assert!(push + heard + 1024 <= REQUEST_BODY_BYTES_MAX);
    assert!(REQUEST_BODY_BYTES_MAX <= MESSAGE_BYTES_MAX);
    let pull = PULL_BYTES_MAX + PULL_ENTRIES_MAX * ITEM_HEAD_BYTES_MAX;
    let logs = CURSORS_MAX * (CURSOR_BYTES_MAX + BATCH_HEADS_MAX);
    assert!(pull + logs + 1024 <= MESSAGE_BYTES_MAX);
    assert!(ARRIVAL_BYTES_MAX < ENVELOPE_BYTES_MAX);
    assert!(ENVELOPE_BYTES_MAX < PUSH_BYTES_MAX && ENVELOPE_BYTES_MAX < PULL_BYTES_MAX);
    assert!(OPS_MAX as u64 * RECORD_CHANGES_MAX as u64 <= OP_COUNTER_MAX);
    assert!(OP_COUNTER_MAX < u32::MAX as u64);
};
