package fangxian

import java.io.File
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

/** The same scenario files as the engine itself, played through the skin: every one of them. */
class ScenariosTest {
    @TestFactory
    fun scenarios(): List<DynamicTest> {
        val folder = File(System.getenv("FANGXIAN_PLANS"))
        val text = File(folder, "plans.json").readText()
        val plans = Json.parseToJsonElement(text).jsonObject.list("scenarios")
        val shared = Centre(tables = folder)
        val played = AtomicInteger()
        val tests = plans.map { plan ->
            dynamicTest(plan.text("file")) {
                assumeTrue(plan.maybe("pending") == null, "pending: ${plan.maybe("pending")}")
                if (Stage.isAlone(plan)) {
                    val beginsMs = plan.getValue("begins_ms").jsonPrimitive.long
                    val begins = beginsMs.takeIf { Stage.setsClocks(plan) }
                    Centre(tables = folder, beginsMs = begins).use { play(plan, it, folder) }
                } else {
                    play(plan, shared, folder)
                }
                played.incrementAndGet()
            }
        }
        return tests + dynamicTest("as much was played as there is") {
            shared.close()
            val here = plans.count { it.maybe("pending") == null }
            assertEquals(here, played.get())
        }
    }

    private fun play(plan: JsonObject, centre: Centre, tables: File) = runBlocking {
        Stage.set(plan, centre, tables).use { Player(plan, it).play() }
    }
}
