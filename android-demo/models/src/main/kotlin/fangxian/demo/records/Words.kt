package fangxian.demo.records

/** What the ledger says, in both languages of the product. */
data class Words(val zh: String, val en: String) {
    /** In the language of the screen. Some of the ledger's words are there in Chinese only. */
    fun say(chinese: Boolean): String = if (chinese || en.isEmpty()) zh else en
}

/**
 * The ledger did not do it; [words] say what happened and what to do next. Where it is [passing],
 * the same call may work later without anybody doing anything.
 */
class Refused(val words: Words, val passing: Boolean = false) : Exception(words.en)

/** Where a record or a step of it is. */
enum class Where { ONLY_HERE, SENT, ACCEPTED, QUARANTINED }

/** What was on the screen when someone decided. Opaque: it goes back to the ledger as it came. */
interface Shown
