package fangxian

import java.io.File
import java.time.Instant
import kotlin.test.assertTrue
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

/** Everything in a scenario that has a name; what happens to phones, lines and at the centre. */
class Stage private constructor(
    private val centre: Centre,
    private val tables: File,
    private val ids: MutableMap<String, PersonId>,
    private var nowMs: Long,
) : AutoCloseable {
    val records = mutableMapOf<String, RecordId>()
    private val folder = Centre.folder()
    private val rows = csv(File(tables, "units.csv"))
    private val phones = linkedMapOf<String, Phone>()
    private val backups = mutableMapOf<String, File>()
    private val offline = mutableSetOf<String>()
    private val replaced = mutableMapOf<String, MutableList<String>>()
    private var centreWrongMs = 0L

    /** A phone: its folder, its line, its clock, and the ledger in it. */
    private inner class Phone(val folder: File, val line: Line) : HostClock {
        lateinit var ledger: Ledger
        var wrongMs = 0L

        override fun now(): Instant = Instant.ofEpochMilli(nowMs + wrongMs)

        suspend fun start() {
            val clock = centre.clock?.let { this }
            ledger = Ledger.open(folder, OpenOptions(network = line, clock = clock))
        }
    }

    /** The line of a phone: photos wait while it is metered. */
    private class Line : NetworkPolicy {
        var metered = false

        override fun permits(purpose: NetworkUse, uploadBytes: ULong) =
            !metered || purpose != NetworkUse.ATTACHMENT
    }

    override fun close() = phones.values.forEach { it.ledger.close() }

    fun phone(name: String): Ledger = phones[name]?.ledger ?: throw Unknown(name)

    fun named(name: String): List<String> =
        if (name == EVERYONE) phones.keys.toList() else listOf(name)

    /** Someone by their name; who has no phone comes to no other scenario. */
    fun person(name: String): PersonId =
        ids.getOrPut(name) { PersonId("${ids.values.first().text}-v${ids.size}") }

    fun unit(name: String) = Division(row(name).getValue("division"))

    private fun row(name: String) = rows.last { it["name"] == name }

    /** What people call whatever this text is the id of; itself when it is none. */
    private fun nameOf(text: String): String =
        ids.entries.firstOrNull { it.value.text == text }?.key
            ?: records.entries.firstOrNull { it.value.text == text }?.key
            ?: rows.firstOrNull { it["division"] == text }?.get("name")
            ?: text

    /** What a phone shows: of a record, or as a whole; or what the centre keeps aside. */
    suspend fun screen(phone: String, record: String): Tree {
        if (phone == "centre") {
            val aside = centre.admin("quarantine", "list", "--json").lines().filter { it.isNotEmpty() }
            return Tree(mapOf("quarantined" to aside.size), ::nameOf)
        }
        val ledger = phone(phone)
        if (record.isEmpty()) return Tree(whole(ledger), ::nameOf)
        val id = records.getValue(record)
        val view = try {
            ledger.view(id)
        } catch (_: FangxianException.NotFound) {
            return Tree(mapOf("here" to false), ::nameOf)
        }
        val evidence = ledger.evidence(id)
        val near = try {
            ledger.likelyDuplicates(id)
        } catch (_: FangxianException.NotFound) {
            emptyList()
        }
        val beside = mapOf(
            "here" to true,
            "history" to ledger.history(id).map { it.zh },
            "explained" to ledger.explain(id).zh,
            "place" to ledger.place(id),
            "evidence" to evidence.size,
            "photos_waiting" to evidence.count { !it.arrived },
            "near" to near.map { it.record },
        )
        return Tree(parts(view).values.single().let(::parts) + beside, ::nameOf)
    }

    private suspend fun whole(ledger: Ledger): Map<String, Any?> {
        suspend fun count(open: Boolean?): Long {
            val void = HazardQuery(open = open, states = listOf(HazardState.VOID))
            val all = ledger.countHazards(HazardQuery(open = open))
            return (all - ledger.countHazards(void)).toLong()
        }
        val outbox = ledger.outbox()
        return mapOf(
            "hazards" to count(null),
            "open_hazards" to count(true),
            "waiting" to outbox.onlyHere + outbox.sent,
            "refused" to outbox.quarantined,
            "unverified" to outbox.unverified,
        )
    }

    suspend fun happens(what: String, names: List<String>, args: JsonObject) {
        val all = names.flatMap(::named)
        when (what) {
            "syncs" -> (if (names == listOf(EVERYONE)) all + all else all).forEach { sync(it) }
            "offline" -> offline += all
            "online" -> offline -= all.toSet()
            "restarts" -> all.forEach { copied(it) {} }
            "backs_up" -> copied(all.single()) {
                val into = File(folder, "backup-${backups.size}")
                backups[args.text("as")] = into
                it.folder.copyRecursively(into)
            }
            "restores" -> copied(all.single()) {
                it.folder.deleteRecursively()
                backups.getValue(args.text("backup")).copyRecursively(it.folder)
            }
            "copied_to" -> {
                val copy = newPhone(args.text("phone"))
                copied(all.single()) { it.folder.copyRecursively(copy.folder) }
                copy.start()
            }
            "revoke" -> {
                val device = phone(args.text("phone")).me().device
                centre.admin("revoke", "--device", device.text)
            }
            "enrols" -> enrol(args.text("phone"), phone(all.single()).me().person)
            "enrols_again" -> all.forEach {
                val person = phone(it).me().person
                phone(it).enrol(centre.url, centre.code(person.text))
            }
            "metered", "wifi" ->
                all.forEach { phones.getValue(it).line.metered = what == "metered" }
            "wait" -> pass(long(args))
            "centre_clock" -> {
                centreWrongMs = long(args)
                pass(0)
            }
            "sets_clock" -> all.forEach { phones.getValue(it).wrongMs = long(args) }
            "reorganise" -> reorganise(args)
            "end_post", "give_post", "move_post" -> post(what, args)
            else -> throw Unknown(what)
        }
    }

    /** Time passes, on every clock. */
    fun pass(ms: Long) {
        nowMs += ms
        centre.clock?.let { centre.tell(nowMs + centreWrongMs) }
    }

    private suspend fun sync(name: String) {
        if (name in offline) return
        val outcome = phone(name).sync(once).outcome
        // A revoked phone keeps what it has; the scenario looks at what that leads to.
        val refused = outcome is SyncOutcome.Stopped && outcome.why is SyncFailure.Refused
        assertTrue(outcome == SyncOutcome.UpToDate || refused, "$name: $outcome")
    }

    private fun newPhone(name: String) =
        Phone(File(folder, "phone-${phones.size}"), Line()).also { phones[name] = it }

    private suspend fun enrol(name: String, person: PersonId) {
        val phone = newPhone(name)
        phone.start()
        phone.ledger.enrol(centre.url, centre.code(person.text))
    }

    /** Does something to the folder of a phone that is off meanwhile. */
    private suspend fun copied(name: String, does: (Phone) -> Unit) {
        val phone = phones.getValue(name)
        phone.ledger.close()
        does(phone)
        phone.start()
    }

    /** A person's posts end, or they get one beside or in place of those they have. */
    private fun post(what: String, args: JsonObject) {
        val person = person(args.text("person")).text
        val held = csv(File(tables, "posts.csv")).filter { it["person"] == person }
        val ended = when (what) {
            "end_post" -> held.filter { args.maybe("role") in listOf(null, it["role"]) }
            "move_post" -> held
            else -> emptyList()
        }
        var rows = ended.map { it + ("ended" to "是") }
        if (what != "end_post") {
            val place = scope(unit(args.text("unit")).text)
            val new = mapOf("person" to person, "role" to args.text("role"), "scope" to place)
            rows = rows.filter { it + new != it } + (new + ("ended" to ""))
        }
        imports("posts", rows)
    }

    private fun reorganise(args: JsonObject) {
        val into = args.getValue("into").jsonArray.map { it.jsonPrimitive.content }
        val rows = into.map {
            val olds = replaced.getOrPut(it) { mutableListOf() }
            olds += unit(args.text("old")).text
            row(it) + mapOf("replaces" to olds.joinToString(" "), "from" to args.text("from"))
        }
        imports("units", rows)
    }

    private fun imports(table: String, rows: List<Map<String, String>>) {
        val columns = rows.first().keys
        val lines = listOf(columns.joinToString(",")) +
            rows.map { row -> columns.joinToString(",") { row.getValue(it) } }
        val file = File(folder, "$table.csv")
        file.writeText(lines.joinToString("\n", postfix = "\n"))
        centre.admin("import", "--$table", file.path)
    }

    companion object {
        private const val EVERYONE = "everyone"
        private val CLOCKS = setOf("wait", "centre_clock", "sets_clock")
        private val AT_THE_CENTRE =
            CLOCKS + setOf("reorganise", "end_post", "give_post", "move_post", "metered")

        /** Whether it needs a centre and phones by clocks of their own. */
        fun setsClocks(plan: JsonObject) = plan.list("steps").any { it.text("verb") in CLOCKS }

        /** How long it says. */
        private fun long(args: JsonObject): Long {
            fun part(name: String) = args[name]?.jsonPrimitive?.long ?: 0
            return ((part("days") * 24 + part("hours")) * 60 + part("minutes")) * 60_000
        }

        /** Enrols every phone of the plan at a centre that knows its people. */
        suspend fun set(plan: JsonObject, centre: Centre, tables: File): Stage {
            val ids = plan.list("people").associate { it.text("name") to PersonId(it.text("id")) }
            val beginsMs = plan.getValue("begins_ms").jsonPrimitive.long
            val stage = Stage(centre, tables, ids.toMutableMap(), beginsMs)
            for (phone in plan.list("phones")) {
                stage.enrol(phone.text("name"), ids.getValue(phone.text("person")))
            }
            return stage
        }

        /**
         * Whether it needs a centre of its own: it looks at all that a phone has, changes units and
         * posts, or asks whether a photo is there, which may be that of another scenario.
         */
        fun isAlone(plan: JsonObject): Boolean {
            val steps = plan.list("steps")
            val checks = steps.filter { it.text("does") == "check" }.flatMap { it.list("expect") }
            val isAll = { one: JsonObject ->
                one.text("record").isEmpty() || one.text("path") == "near"
            }
            val changes = steps.any { it.text("verb") in AT_THE_CENTRE }
            return changes || (plan.list("expect") + checks).any(isAll)
        }

        /** The digits of a unit that those below it share. */
        private fun scope(division: String): String =
            listOf(4, 6, 9).firstOrNull { division.drop(it).all { digit -> digit == '0' } }
                ?.let(division::take) ?: division

        private fun csv(file: File): List<Map<String, String>> {
            val lines = file.readText().removePrefix("\uFEFF").lines().filter { it.isNotBlank() }
            val columns = lines.first().split(",")
            return lines.drop(1).map { columns.zip(it.split(",")).toMap() }
        }
    }
}
