package fangxian

import java.io.File
import javax.crypto.KeyGenerator
import kotlin.test.assertContains
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import snippets.guide0.SealedSecret

/** The code in the README and the embedding guide, as it stands. */
class GuideTest {
    @Test
    fun `the quickstart runs as it stands`() {
        val (ended, said) = quickstart(Centre.shared.url, Centre.shared.code("p-0001"))
        assertEquals(0, ended, said)
        assertContains(said, "1 配电房渗水 已上报")
    }

    @Test
    fun `a sealed secret comes back and lies in no file`() {
        val key = KeyGenerator.getInstance("AES").generateKey()
        val file = File(Centre.folder(), "key")
        val secret = ByteArray(32) { it.toByte() }
        SealedSecret(file, key).save(secret)
        assertContentEquals(secret, SealedSecret(file, key).load())
        val another = KeyGenerator.getInstance("AES").generateKey()
        assertNull(SealedSecret(file, another).load(), "on another phone it is no secret")
        assertEquals(-1, file.readText(Charsets.ISO_8859_1).indexOf(String(secret, Charsets.ISO_8859_1)))
    }

    @Test
    fun `the guide's screen shows what is overdue and closes what was seen`() = runBlocking {
        twoPhones { grid, township ->
            val record = grid.reportHazard(HazardDraft("漏水")).record
            sync(grid, township)
            val today = java.time.LocalDate.parse("2026-11-20")
            val seen = township.hazard(record).face.version
            township.say(record, seen, HazardAct.Order(OrderMode.BY_DEADLINE, today))
            val village = Scope("990101101204")
            val rows = snippets.guide1.overdue(township, village, today.plusDays(1)).first()
            assertEquals(listOf(record), rows.filter { it.record == record }.map { it.record })
            assertEquals("已办结", snippets.guide1.close(township, township.hazard(record)))
            sync(township, grid)
            val proposed = grid.reportHazard(HazardDraft("漏电")).record
            assertContains(snippets.guide1.close(grid, grid.hazard(proposed)), "已提出")
        }
    }
}
