package fangxian.demo

import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.phone.Fix
import fangxian.demo.records.Asked
import fangxian.demo.records.Shows
import fangxian.demo.report.ReportProblem
import java.time.LocalDate
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Reporting a hazard: the draft, what looks the same, and doors that are scanned. */
class ReportTest : WithPhones() {
    @Test
    fun `a photo and a position are enough and the draft survives`() = runBlocking {
        val grid = phone("p-0001")
        grid.fix = Fix(31.5, 120.25, 8)
        val model = grid.report()
        assertFalse(model.state.value.draft.canSave)
        val photo = model.newPhoto().apply { writeBytes(byteArrayOf(-1, -40, 7)) }
        model.photoTaken(photo)
        model.photoTaken(model.newPhoto())
        model.locate()
        model.state.await { it.draft.fix != null }
        model.startVoice()
        model.stopVoice()

        // The app is ended here, and begins again.
        val again = grid.report()
        val draft = again.state.value.draft
        assertEquals(listOf(photo), draft.photos)
        assertEquals(Fix(31.5, 120.25, 8), draft.fix)
        assertEquals(3, draft.voiceSeconds)
        again.save()
        val id = again.state.await { it.savedAs != null }.savedAs!!
        assertNull(grid.report().state.value.draft.fix)
        val shown = grid.hazard(id).state.await { it.files.size == 2 }
        val kinds = shown.hazard!!.evidence.map { it.shows }.toSet()
        assertEquals(setOf(Shows.BEFORE, Shows.VOICE), kinds)
    }

    @Test
    fun `a draft is thrown away whole and leaving ends a recording`() = runBlocking {
        val grid = phone("p-0001")
        val model = grid.report()
        model.title("写了一半")
        model.startVoice()
        assertTrue(model.state.value.recording)
        model.left()
        assertFalse(model.state.value.recording)
        val photo = model.newPhoto().apply { writeBytes(byteArrayOf(1)) }
        model.photoTaken(photo)
        model.discard()
        assertFalse(model.state.value.draft.canSave || photo.exists())
        assertFalse(grid.report().state.value.draft.canSave)
        assertTrue(grid.records.hazards.list(Asked(today = LocalDate.now())).first().isEmpty())
    }

    @Test
    fun `what looks the same is shown before it is saved`() = runBlocking {
        val grid = phone("p-0001")
        grid.fix = Fix(31.60, 120.30, 5)
        suspend fun filled() = grid.report().also { model ->
            model.title("井盖缺失")
            model.locate()
            model.state.await { it.draft.fix != null }
            model.save()
        }
        filled().state.await { it.savedAs != null }
        val second = filled()
        val alike = second.state.await { it.alike.isNotEmpty() }.alike.single()
        assertEquals("井盖缺失", alike.title)
        assertEquals(0L, alike.metres)
        assertNull(second.state.value.savedAs)
        second.saveAnyway()
        second.state.await { it.savedAs != null }
        Unit
    }

    @Test
    fun `a door that this phone does not know is said plainly`() = runBlocking {
        val model = phone("p-0001").report()
        model.scanned(Codes.text(Code.Door("01J5ZK")))
        model.state.await { it.problem == ReportProblem.SITE_NOT_HERE }
        model.scanned("https://example.com/")
        model.state.await { it.problem == ReportProblem.OTHER_CODE }
        Unit
    }
}
