package fangxian

import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

/** Errors are typed, name the next move, and never hold what was typed. */
class ErrorsTest {
    @Test
    fun `a device that is not enrolled says so`() = runBlocking {
        Ledger.open(Centre.folder()).use { ledger ->
            val error = assertFailsWith<FangxianException.NotEnrolled> {
                ledger.reportHazard(HazardDraft("漏水"))
            }
            assertContains(error.spoken.zh, "登记码")
        }
    }

    @Test
    fun `bad input names the field and keeps what was typed to itself`() = runBlocking {
        twoPhones { grid, _ ->
            val empty = assertFailsWith<FangxianException.BadInput> {
                grid.reportHazard(HazardDraft("   "))
            }
            assertEquals("title", empty.field)
            assertContains(empty.spoken.zh, "哪里危险")
            val record = grid.reportHazard(HazardDraft("漏水")).record
            val long = assertFailsWith<FangxianException.BadInput> {
                grid.describe(record, "title", "很长".repeat(500))
            }
            assertEquals("title", long.field)
            assertFalse("很长" in long.toString())
        }
    }

    @Test
    fun `half of a character is bad input in whatever is said or asked`() = runBlocking {
        twoPhones { grid, _ ->
            val half = "漏水 \ud83d"
            val record = grid.reportHazard(HazardDraft("漏水")).record
            val calls = listOf<suspend () -> Any?>(
                { grid.reportHazard(HazardDraft(half)) },
                { grid.describe(record, "title", half) },
                { grid.observe(record, ObservationDraft(danger = true, note = half)) },
                { grid.hazards(HazardQuery(text = half)) },
            )
            for (call in calls) {
                val error = assertFailsWith<FangxianException.BadInput> { call() }
                assertContains(error.spoken.zh, "半个字符")
                assertFalse("漏水" in error.toString())
            }
            assertEquals(1UL, grid.countHazards())
        }
    }

    @Test
    fun `an id that is none is bad input of that name`() = runBlocking {
        twoPhones { grid, _ ->
            val record = assertFailsWith<FangxianException.BadInput> {
                grid.hazard(RecordId("nonsense"))
            }
            assertEquals("record", record.field)
            val scope = assertFailsWith<FangxianException.BadInput> {
                grid.hazards(HazardQuery(scope = Scope("x")))
            }
            assertEquals("scope", scope.field)
        }
    }

    @Test
    fun `a record that is not here and a village elsewhere are told apart`() = runBlocking {
        twoPhones { grid, _ ->
            assertFailsWith<FangxianException.NotFound> { grid.hazard(RecordId("00".repeat(16))) }
            assertFailsWith<FangxianException.OutOfScope> {
                grid.reportHazard(HazardDraft("漏水", home = Division("990101201204")))
            }
        }
    }

    @Test
    fun `a decision on another screen is refused`() = runBlocking {
        twoPhones { grid, _ ->
            val record = grid.reportHazard(HazardDraft("漏水")).record
            val other = grid.reportHazard(HazardDraft("漏电")).view as RecordView.Hazard
            assertFailsWith<FangxianException.Changed> {
                grid.say(record, other.hazard.face.version, HazardAct.Void("报错了"))
            }
        }
    }

    @Test
    fun `a wrong code and no centre lead to different moves`() = runBlocking {
        Ledger.open(Centre.folder()).use { ledger ->
            val code = assertFailsWith<FangxianException.BadInput> {
                ledger.enrol(Centre.shared.url, "0000-0000-0000")
            }
            assertEquals("code", code.field)
            val url = assertFailsWith<FangxianException.BadInput> {
                ledger.enrol("http://example.com/", "0000-0000-0000")
            }
            assertEquals("url", url.field)
            assertFailsWith<FangxianException.TryLater> {
                ledger.enrol("http://127.0.0.1:1/", "0000-0000-0000")
            }
        }
    }

    @Test
    fun `a folder in use says try later`() = runBlocking {
        val folder = Centre.folder()
        Ledger.open(folder).use {
            assertFailsWith<FangxianException.TryLater> { Ledger.open(folder) }
        }
    }

    @Test
    fun `a closed ledger says so and opens again`() = runBlocking {
        val folder = Centre.folder()
        val ledger = Ledger.open(folder)
        ledger.close()
        ledger.close()
        assertFailsWith<FangxianException.Reopen> { ledger.outbox() }
        assertFailsWith<FangxianException.Reopen> { ledger.hazards() }
        assertFailsWith<FangxianException.Reopen> { ledger.sync() }
        Ledger.open(folder).use { assertFalse(it.openReport.created) }
    }
}
