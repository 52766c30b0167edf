package fangxian.demo

import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.training.Said
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** A training session: who scanned whom, the list, the paper, and signing out. */
class TrainingTest : WithPhones() {
    @Test
    fun `two phones scan one person and they count once`() = runBlocking {
        val (one, other) = phone("p-0001") to phone("p-0002")
        val first = one.training()
        first.startOpening()
        first.opening { copy(topic = "用电安全", place = "村委会", minutes = 60) }
        first.open()
        val session = first.state.await { it.session != null }.session!!
        sync(one, other)

        val mine = phone("p-0003").training()
        mine.showMyCode()
        val code = mine.state.await { it.myCode != null }.myCode!!
        first.scanned(code)
        assertEquals("示例丙", (first.state.await { it.said != null }.said as Said.SignedIn).name)
        first.state.await { it.session!!.attendance.size == 1 && !it.busy }
        first.scanned(code)
        first.state.await { it.said is Said.AlreadyIn && !it.busy }

        val second = other.training()
        second.show(session.id)
        second.state.await { it.session != null }
        second.scanned(code)
        second.state.await { it.said is Said.SignedIn && !it.busy }
        sync(one, other, one)
        val merged = first.state.await { it.session!!.notices.isNotEmpty() }.session!!
        assertEquals(listOf("p-0003"), merged.attendance.map { it.person })

        first.scanned("https://example.com/")
        first.state.await { it.said == Said.OtherCode }
        val old = Codes.text(Code.Present("p-0004", one.clock.instant().minusSeconds(600)))
        first.scanned(old)
        first.state.await { it.said == Said.CodeOld }
        Unit
    }

    @Test
    fun `people without a phone are picked from the list and sign out together`() = runBlocking {
        val grid = phone("p-0001")
        sync(grid)
        val model = grid.training()
        model.startOpening()
        model.opening { copy(topic = "防溺水") }
        model.open()
        model.state.await { it.session != null && !it.busy }
        model.showRoster()
        val roster = model.state.await { it.roster != null && !it.busy }.roster!!
        assertTrue(roster.people.any { it.name == "示例乙" })
        model.pick("p-0002")
        model.pick("p-0004")
        model.signInPicked()
        val signed = model.state.await { it.session!!.attendance.size == 2 && !it.busy }
        assertNull(signed.roster)
        val sheet = File.createTempFile("sheet", ".jpg").apply { writeBytes(byteArrayOf(9)) }
        model.paperTaken(sheet)
        model.state.await { it.session!!.papers == 1 && !it.busy }
        model.signOutAll()
        model.state.await { state -> state.session!!.attendance.all { it.until != null } }
        Unit
    }
}
