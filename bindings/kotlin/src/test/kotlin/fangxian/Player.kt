package fangxian

import kotlin.test.assertEquals
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

/** This player does not know a word of the scenario. */
class Unknown(word: String) : Exception(word)

/** Plays a scenario file through the skin: who does what offline, and what phones must show. */
class Player(private val plan: JsonObject, private val stage: Stage) {
    private val screens = mutableMapOf<String, Face>()
    private val facts = mutableMapOf<String, FactId>()
    private val signIns = mutableMapOf<Triple<String, RecordId, String>, FactId>()

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

    private suspend fun take(step: JsonObject) {
        when (step.text("does")) {
            "check" -> expect(step.list("expect"))
            "act" -> act(step)
            else -> stage.happens(step.text("verb"), step.texts("phones"), step.args)
        }
    }

    private suspend fun act(step: JsonObject) {
        stage.pass(60_000) // Whatever is done takes a minute.
        val args = step.args
        val fails = args.maybe("fails")
        val saved = try {
            Doing(step, step.texts("phones").single()).done()
        } catch (error: FangxianException) {
            assertEquals(fails?.replace("bad_field", "bad_input"), refusal(error), "$error")
            return
        } ?: return
        assertEquals(null, fails, "was taken")
        args.maybe("as")?.let { name ->
            if (step.text("record") !in stage.records) stage.records[name] = saved.record
            else saved.fact?.let { facts[name] = it }
        }
        val proposes = args.maybe("proposal") == "yes"
        assertEquals(proposes, saved.needs.isNotEmpty(), "needs ${saved.needs}")
    }

    /** One step of one person. */
    private inner class Doing(private val step: JsonObject, private val phone: String) {
        private val ledger = stage.phone(phone)
        private val args = step.args
        private val on: RecordId? = stage.records[step.text("record")]
        private val record get() = on ?: throw Unknown("the record of ${step.text("verb")}")

        suspend fun done(): Saved? = when (val how = step.text("how")) {
            "begin" -> ledger.begin(begins(step.getValue("begins").jsonObject))
            "say" -> ledger.say(record, shown().version, acts().single())
            "say_all" -> ledger.sayAll(record, shown().version, acts())
            "say_each" -> each()
            "read" -> null.also { screens[args.text("as")] = ledger.view(record).face }
            "observe" -> {
                val seen = ObservationDraft(args.yes("danger"), args.maybe("note"), photo())
                ledger.observe(record, seen)
            }
            "decide_same" -> {
                val of = stage.records.getValue(args.text("of"))
                ledger.decideDuplicate(record, shown().version, of, args.yes("same"))
            }
            "decline_proposal" -> {
                val reason = args.maybe("reason") ?: "不采纳"
                val proposal = facts.getValue(args.text("of"))
                ledger.declineProposal(record, shown().version, proposal, reason)
            }
            "describe" -> ledger.describe(record, args.text("field"), args.text("value"))
            "settle" -> {
                val conflict = shown().conflicts.first { it.field == args.text("field") }
                ledger.settle(record, conflict, args.text("value"))
            }
            "add_photo" -> ledger.addEvidence(record, photo(args.maybe("role") ?: "before")!!)
            else -> throw Unknown(how)
        }

        /** What was on the screen. */
        private suspend fun shown(): Face =
            args.maybe("seeing")?.let { screens.getValue(it) } ?: ledger.view(record).face

        private suspend fun each(): Saved? {
            var saved: Saved? = null
            for ((act, said) in acts().zip(step.list("acts"))) {
                saved = ledger.say(record, null, act)
                val parts = said.getValue("props").jsonObject.values
                for (person in parts.mapNotNull { it.jsonObject.maybe("person") }) {
                    signIns[Triple(phone, record, person)] = saved.fact!!
                }
            }
            return saved
        }

        private suspend fun acts(): List<Act> = step.list("acts").map { act ->
            val kind = act.maybe("kind")?.let(::Kind) ?: ledger.view(record).face.kind
            val parts = act.getValue("props").jsonObject
            actOf(kind, act.text("name"), parts.mapValues { part(it.value.jsonObject) })
        }

        /** A part of an act, as documents hold it. */
        private fun part(said: JsonObject): Scalar {
            val (type, value) = said.entries.single()
            val name = value.jsonPrimitive.content
            return when (type) {
                "text" -> Scalar.Text(name)
                "int" -> Scalar.Int(value.jsonPrimitive.long)
                "bool" -> Scalar.Bool(name == "true")
                "person" -> Scalar.Text(stage.person(name).text)
                "unit" -> Scalar.Text(stage.unit(name).text)
                "record" -> Scalar.Text(stage.records.getValue(name).text)
                "fact" -> Scalar.Text(facts.getValue(name).text)
                "sign_in" -> Scalar.Text(signIns.getValue(Triple(phone, record, name)).text)
                else -> throw Unknown(type)
            }
        }

        private suspend fun begins(new: JsonObject) = NewRecord(
            acts = acts(),
            fields = new.getValue("fields").jsonObject.mapValues {
                Scalar.Text(it.value.jsonPrimitive.content)
            },
            position = (new["position"] as? JsonArray)?.let { (lat, lon) ->
                Position(lat.jsonPrimitive.long / 1e7, lon.jsonPrimitive.long / 1e7)
            },
            home = new.maybe("home")?.let(stage::unit),
            attachments = new.texts("photos").map { photo(it, "before") },
        )

        private fun photo(role: String = "before") =
            args.maybe("photo")?.let { photo(it, role) }
    }

    private suspend fun expect(expected: List<JsonObject>) {
        for (one in expected) {
            for (name in stage.named(one.text("phone"))) {
                val there = stage.screen(name, one.text("record")).at(one.text("path"))
                val wanted = plain(one.getValue("value"))
                if (!holds(one.text("rule"), wanted, there)) {
                    throw AssertionError(
                        "line ${one["line"]}, $name · ${one.text("record")} · ${one.text("word")}: " +
                            "expected $wanted, shown $there",
                    )
                }
            }
        }
    }
}

private fun photo(caption: String, role: String) =
    Attachment(caption.toByteArray(), "image/jpeg", role)

private fun refusal(error: FangxianException) = when (error) {
    is FangxianException.Changed -> "changed"
    is FangxianException.OutOfScope -> "out_of_scope"
    is FangxianException.BadInput -> "bad_input"
    is FangxianException.NotFound -> "not_found"
    is FangxianException.NotEnrolled -> "not_enrolled"
    is FangxianException.TryLater -> "try_later"
    is FangxianException.KeyStore -> "key_store"
    is FangxianException.Reopen -> "reopen"
}

internal val JsonObject.args get() = getValue("args").jsonObject

internal fun JsonObject.list(key: String) = getValue(key).jsonArray.map { it.jsonObject }

internal fun JsonObject.texts(key: String) =
    get(key)?.jsonArray.orEmpty().map { it.jsonPrimitive.content }

internal fun JsonObject.text(key: String) = getValue(key).jsonPrimitive.content

internal fun JsonObject.maybe(key: String) = get(key)?.jsonPrimitive?.contentOrNull

internal fun JsonObject.yes(key: String) = get(key)?.jsonPrimitive?.booleanOrNull ?: false
