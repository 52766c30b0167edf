package fangxian

/** A record (记录). */
@JvmInline
value class RecordId(val text: String) {
    override fun toString() = text
}

/** A fact (事实). */
@JvmInline
value class FactId(val text: String) {
    override fun toString() = text
}

/** A person (人员), such as `p-0001`. */
@JvmInline
value class PersonId(val text: String) {
    override fun toString() = text
}

/** A device (设备). */
@JvmInline
value class DeviceId(val text: String) {
    override fun toString() = text
}

/** A division (区划): twelve digits, such as `990101101204`. */
@JvmInline
value class Division(val text: String) {
    override fun toString() = text
}

/** A scope (辖区): the first digits of divisions, such as `990101`. */
@JvmInline
value class Scope(val text: String) {
    override fun toString() = text
}

/** The hash of an attachment (证据). */
@JvmInline
value class EvidenceHash(val text: String) {
    override fun toString() = text
}

/** The hash of a change. */
@JvmInline
value class ChangeHash(val text: String) {
    override fun toString() = text
}

/** The hash of a signed envelope. */
@JvmInline
value class EnvelopeHash(val text: String) {
    override fun toString() = text
}

/** A kind of record: `hazard`, `training`, `site`. */
@JvmInline
value class Kind(val text: String) {
    override fun toString() = text
}

/** Where a page begins: opaque, to be handed back with the same query. */
@JvmInline
value class PageKey(val text: String) {
    override fun toString() = text
}
