package fangxian

import java.time.LocalDate
import kotlin.test.assertEquals
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull

/** This player does not know a word of the scenario. */
class Unknown(word: String) : Exception(word)

/** Plays a scenario file through the skin: who does what offline, and what phones must show. */
class Player private constructor(
    private val plan: JsonObject,
    private val phones: Map<String, Ledger>,
) : AutoCloseable {
    private val people = plan.list("people").associate { it.text("id") to it.text("name") }
    private val records = mutableMapOf<String, RecordId>()
    private val screens = mutableMapOf<String, HazardView>()
    private val offline = mutableSetOf<String>()

    suspend fun play() {
        for (step in plan.list("steps")) {
            try {
                take(step)
            } catch (error: Throwable) {
                if (error is Unknown) throw error
                throw AssertionError("line ${step["line"]}, ${step.text("said")}: $error", error)
            }
        }
        expect(plan.list("expect"))
    }

    override fun close() = phones.values.forEach { it.close() }

    private suspend fun take(step: JsonObject) {
        val names = step["phones"]?.jsonArray.orEmpty().map { it.jsonPrimitive.content }
        when {
            step.text("does") == "check" -> expect(step.list("expect"))
            step.text("does") == "act" -> act(step, phones.getValue(names.single()))
            step.text("verb") == "syncs" -> {
                val all = phones.keys.toList()
                (if (names == listOf("everyone")) all + all else names).forEach { sync(it) }
            }
            step.text("verb") == "offline" -> offline += names
            step.text("verb") == "online" -> offline -= names.toSet()
            else -> throw Unknown(step.text("verb"))
        }
    }

    private suspend fun sync(name: String) {
        if (name !in offline) sync(phones.getValue(name))
    }

    private suspend fun act(step: JsonObject, ledger: Ledger) {
        val args = step.getValue("args").jsonObject
        val record = records[step.text("record")]
        if (step.text("verb") == "reads") {
            screens[args.text("as")] = ledger.hazard(record!!)
            return
        }
        val fails = args.maybe("fails")
        val saved = try {
            say(ledger, step.text("verb"), record, args)
        } catch (error: FangxianException) {
            assertEquals(fails, refusal(error), "$error")
            return
        }
        assertEquals(null, fails, "was taken")
        if (record == null) records[args.text("as")] = saved.record
        assertEquals(args.maybe("proposal") == "yes", saved.needs.isNotEmpty(), "needs ${saved.needs}")
    }

    private suspend fun say(
        ledger: Ledger,
        verb: String,
        opened: RecordId?,
        args: JsonObject,
    ): Saved {
        if (verb == "reports") return report(ledger, args)
        val record = opened ?: throw Unknown(verb)
        val shown = args.maybe("seeing")?.let { screens.getValue(it) } ?: ledger.hazard(record)
        val version = shown.face.version
        return when (verb) {
            "observes" -> {
                val photo = args.maybe("photo")?.let { photo(it) }
                val seen = ObservationDraft(args.yes("danger"), args.maybe("note"), photo)
                ledger.observe(record, seen)
            }
            "suspects" -> ledger.suspectMajor(record, args.maybe("clause"))
            "accepts" -> ledger.accept(record)
            "returns" -> ledger.returnForMore(record, args.text("reason"))
            "judges" -> {
                val grade = Grade.valueOf(args.text("grade").uppercase())
                ledger.judge(record, version, grade, args.maybe("clause"))
            }
            "orders" -> {
                val mode = OrderMode.valueOf((args.maybe("mode") ?: "by_deadline").uppercase())
                val deadline = args.maybe("deadline")?.let(LocalDate::parse)
                ledger.order(record, version, OrderDraft(mode, deadline, args.maybe("doc")))
            }
            "claims" -> {
                val costFen = args["yuan"]?.jsonPrimitive?.longOrNull?.times(100)
                ledger.claim(record, args.maybe("measures").orEmpty(), costFen)
            }
            "reinspects" -> {
                val result = ReinspectResult.valueOf(args.text("result").uppercase())
                ledger.reinspect(record, version, result, args.maybe("opinion"))
            }
            "closes" -> {
                if ("basis" in args) throw Unknown("closes with a basis")
                val kind = CloseKind.valueOf((args.maybe("kind") ?: "rectified").uppercase())
                ledger.closeHazard(record, version, CloseDraft(kind, docNo = args.maybe("doc")))
            }
            "progresses" -> ledger.reportProgress(record, args.text("text"))
            "voids" -> ledger.voidHazard(record, version, args.maybe("reason") ?: "报错了")
            "describes" -> ledger.describe(record, args.text("field"), args.text("value"))
            "settles" -> {
                val conflict = shown.face.conflicts.first { it.field == args.text("field") }
                ledger.settle(record, conflict, args.text("value"))
            }
            "adds_photo" -> {
                val role = args.maybe("role") ?: "before"
                ledger.addEvidence(record, photo(args.text("photo"), role))
            }
            else -> throw Unknown(verb)
        }
    }

    private suspend fun report(ledger: Ledger, args: JsonObject): Saved {
        if ("village" in args || "lat" in args || "source" in args) throw Unknown("reports with more")
        return ledger.reportHazard(
            HazardDraft(
                title = args.text("title"),
                description = args.maybe("description").orEmpty(),
                sector = args.maybe("sector").orEmpty(),
                place = args.maybe("place").orEmpty(),
                suspectMajor = args.yes("suspect_major"),
                attachments = listOfNotNull(args.maybe("photo")?.let { photo(it) }),
            ),
        )
    }

    private suspend fun expect(expected: List<JsonObject>) {
        for (one in expected) {
            val names = if (one.text("phone") == "everyone") phones.keys else listOf(one.text("phone"))
            for (name in names) {
                val record = records[one.text("record")] ?: throw Unknown("the phone as a whole")
                val ledger = phones[name] ?: throw Unknown(name)
                val whether = one.text("of") == "here"
                val shown = if (whether) mapOf("here" to has(ledger, record)) else screen(ledger, record)
                if (one.text("of") !in shown) throw Unknown(one.text("word"))
                val (wanted, there) = plain(one.getValue("value")) to shown[one.text("of")]
                if (!holds(one.text("rule"), wanted, there)) {
                    throw AssertionError(
                        "line ${one["line"]}, $name · ${one.text("record")} · ${one.text("word")}: " +
                            "expected $wanted, shown $there",
                    )
                }
            }
        }
    }

    private suspend fun has(ledger: Ledger, record: RecordId) = try {
        ledger.view(record)
        true
    } catch (_: FangxianException.NotFound) {
        false
    }

    private suspend fun screen(ledger: Ledger, record: RecordId): Map<String, Any?> {
        val view = ledger.view(record) as? RecordView.Hazard
        val hazard = view?.hazard ?: throw Unknown("a record that is no hazard")
        return hazardScreen(hazard) + mapOf(
            "history" to ledger.history(record).map { it.zh },
            "place" to word(ledger.place(record)),
            "evidence" to ledger.evidence(record).size.toLong(),
        )
    }

    private fun hazardScreen(view: HazardView): Map<String, Any?> {
        fun name(person: PersonId) = people[person.text] ?: person.text
        return mapOf(
            "state" to word(view.state),
            "flags" to view.face.flags.map(::word),
            "notices" to view.face.notices.groupingBy { word(it.kind) }.eachCount().mapValues { it.value.toLong() },
            "notice_texts" to view.face.notices.map { it.zh },
            "next_by" to view.next.who.map(::word),
            "next_text" to view.next.zh,
            "grade" to view.grade.judged?.let(::word),
            "major" to (view.grade.suspectedMajor || view.grade.judged == Grade.MAJOR),
            "suspected" to view.grade.suspectedMajor,
            "grade_why" to view.grade.why.zh,
            "mode" to view.mode?.let(::word),
            "deadline" to view.deadline?.day?.toString(),
            "other_deadlines" to view.deadline?.others.orEmpty().map { it.day.toString() },
            "deadline_why" to view.deadline?.why?.zh,
            "rounds" to view.rounds.size.toLong(),
            "dangers" to view.dangers.size.toLong(),
            "closed_as" to view.closed?.let { word(it.kind) },
            "proposals" to view.face.proposals.size.toLong(),
            "proposals_by" to view.face.proposals.map { name(it.by) },
            "proposal_needs" to view.face.proposals.flatMap { it.needs }.distinct().map(::word),
            "conflicts" to view.face.conflicts.associate { one ->
                one.field to one.values.map { (it.value as Scalar.Text).v1 }
            },
            "conflict_authors" to view.face.conflicts.associate { one ->
                one.field to one.values.mapNotNull { it.author }.map { name(it.person) }
            },
            "title" to view.face.title,
            "description" to view.face.text("description"),
            "sector" to view.face.text("sector"),
            "place_text" to view.face.place,
            "people" to view.face.people.map(::name),
        )
    }

    companion object {
        /** Every verb it knows. */
        private val KNOWN = setOf(
            "syncs", "offline", "online", "reads", "check", "reports", "observes", "suspects", "accepts",
            "returns", "judges", "orders", "claims", "reinspects", "closes", "progresses", "voids",
            "describes", "settles", "adds_photo",
        )

        /** Verbs of the plan this player does not know. */
        fun unknown(plan: JsonObject): Set<String> =
            plan.list("steps").map { it.text("verb") }.toSet() - KNOWN

        /** Enrols every phone of the plan at a centre that knows its people. */
        suspend fun set(plan: JsonObject, centre: Centre): Player {
            val ids = plan.list("people").associate { it.text("name") to it.text("id") }
            val phones = plan.list("phones").associate {
                it.text("name") to centre.phone(ids.getValue(it.text("person")))
            }
            return Player(plan, phones)
        }
    }
}

private fun refusal(error: FangxianException) = when (error) {
    is FangxianException.Changed -> "changed"
    is FangxianException.OutOfScope -> "out_of_scope"
    is FangxianException.BadInput -> "bad_input"
    is FangxianException.NotFound -> "not_found"
    is FangxianException.NotEnrolled -> "not_enrolled"
    is FangxianException.TryLater, is FangxianException.KeyStore, is FangxianException.Reopen -> "other"
}

private fun photo(caption: String, role: String = "before") =
    Attachment(caption.toByteArray(), "image/jpeg", role)

/** A word of the vocabulary as files write it. */
private fun word(value: Enum<*>) = value.name.lowercase()

private fun plain(value: JsonElement): Any? = when (value) {
    is JsonArray -> value.map(::plain)
    is JsonObject -> value.mapValues { plain(it.value) }
    is JsonPrimitive -> when {
        value.isString -> value.content
        else -> value.booleanOrNull ?: value.longOrNull
    }
}

private fun items(value: Any?): List<Any?> = when (value) {
    null -> emptyList()
    is Collection<*> -> value.toList()
    else -> listOf(value)
}

private fun sorted(value: Any?) = items(value).map { "$it" }.sorted()

private fun holds(rule: String, wanted: Any?, there: Any?): Boolean = when (rule) {
    "same" -> wanted == there || (there == null && wanted == "none")
    "not" -> there != null && wanted != there
    "same_set" -> sorted(wanted) == sorted(there)
    "same_list" -> items(wanted) == items(there)
    "same_sets" -> {
        val (these, those) = wanted as Map<*, *> to there as Map<*, *>
        these.keys == those.keys && these.all { (key, value) -> sorted(value) == sorted(those[key]) }
    }
    "includes" -> items(there).containsAll(items(wanted))
    "excludes" -> items(there).none { it in items(wanted) }
    "counts" -> (wanted as Map<*, *>).all { (key, value) -> ((there as Map<*, *>)[key] ?: 0L) == value }
    "says" -> items(wanted).all { part -> items(there).any { "$part" in "$it" } }
    "lacks" -> there != null && items(wanted).none { part -> items(there).any { "$part" in "$it" } }
    else -> throw Unknown(rule)
}

internal fun JsonObject.list(key: String) = getValue(key).jsonArray.map { it.jsonObject }

internal fun JsonObject.text(key: String) = getValue(key).jsonPrimitive.content

internal fun JsonObject.maybe(key: String) = get(key)?.jsonPrimitive?.contentOrNull

private fun JsonObject.yes(key: String) = get(key)?.jsonPrimitive?.booleanOrNull ?: false
