package fangxian

import java.io.File
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assumptions.abort
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

/** The same scenario files as the engine itself, played through the skin. */
class ScenariosTest {
    @TestFactory
    fun scenarios(): List<DynamicTest> {
        val folder = File(System.getenv("FANGXIAN_PLANS"))
        val plans = Json.parseToJsonElement(File(folder, "plans.json").readText()).jsonObject
        val centre = Centre(tables = folder)
        val played = AtomicInteger()
        val tests = plans.list("scenarios").map { plan ->
            val file = plan.text("file")
            dynamicTest(file) {
                assumeTrue(plan.maybe("pending") == null, "pending: ${plan.maybe("pending")}")
                val unknown = Player.unknown(plan)
                val story = STORY.any(file::startsWith)
                assumeTrue(story || unknown.isEmpty(), "this player does not know $unknown")
                runBlocking {
                    Player.set(plan, centre).use { player ->
                        try {
                            player.play()
                            played.incrementAndGet()
                        } catch (word: Unknown) {
                            assertFalse(story, "the player must know $word")
                            abort<Unit>("this player does not know ${word.message}")
                        }
                    }
                }
            }
        }
        return tests + dynamicTest("enough was played") {
            centre.close()
            assertTrue(played.get() >= PLAYED_MIN, "only $played scenarios were played")
        }
    }

    private companion object {
        /** What a player must at least know, so that none of these is quietly skipped. */
        val STORY = listOf("p01", "s01", "s02", "s03", "s04", "s05", "s15")
        const val PLAYED_MIN = 40
    }
}
