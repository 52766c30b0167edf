package fangxian.demo

import fangxian.Centre
import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.records.Filter
import fangxian.demo.records.Report
import fangxian.demo.records.SyncEnd
import fangxian.demo.records.Where
import fangxian.demo.start.ScanProblem
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** The whole story around a report: the phone enrols, lists, sends, and shows what it stores. */
class StoryTest : WithPhones() {
    @Test
    fun `a phone is enrolled by what was scanned and told what is wrong`() = runBlocking {
        val phone = Phone.new().also(phones::add)
        val model = phone.start()
        model.scanned(null)
        assertEquals(ScanProblem.NO_CODE, model.state.value.scan)
        model.scanned("https://example.com/")
        assertEquals(ScanProblem.OTHER_CODE, model.state.value.scan)

        model.scanned(Codes.text(Code.Enrolment(Centre.shared.url, "0000-0000")))
        val refused = model.state.await { it.refused != null }
        assertFalse(refused.enrolled || refused.busy)
        assertTrue("typing is offered", refused.typing)

        model.code(Centre.shared.code("p-0001"))
        model.enrol()
        model.state.await { it.enrolled }
        assertEquals(1, phone.background.syncs)
        assertEquals("p-0001", phone.records.myself.me()?.person)
    }

    @Test
    fun `a report without a signal goes from the phone to the township`() = runBlocking {
        val grid = phone("p-0001")
        val id = grid.reports("配电房渗水")
        val list = grid.list()
        val before = list.state.await { it.waiting == 1 && it.lines?.size == 1 }
        assertEquals(Where.ONLY_HERE, before.lines!!.single().where)
        list.filter(Filter.PENDING)
        list.state.await { state -> state.lines?.map { it.id } == listOf(id) }

        val sync = grid.sync()
        sync.syncNow()
        sync.state.await { it.report?.ended == SyncEnd.AllThere && it.waiting?.records == 0 }
        assertNotNull(grid.settings.lastSync)
        list.state.await { it.waiting == 0 && it.lines?.isEmpty() == true }
        list.filter(Filter.OPEN)
        list.search("pdf")
        val found = list.state.await { it.lines?.singleOrNull()?.where == Where.ACCEPTED }
        assertEquals("配电房渗水", found.lines!!.single().title)
        list.search("锅炉")
        list.state.await { it.lines?.isEmpty() == true }
        Unit
    }

    @Test
    fun `a long list is read as far as one asks`() = runBlocking {
        val grid = phone("p-0001")
        repeat(55) {
            val report = Report("堆物$it", "", null, null, null, false, emptyList(), null)
            grid.records.reporting.save(report)
        }
        val list = grid.list()
        assertTrue(list.state.await { it.lines?.size == 50 }.mayHaveMore)
        list.more()
        assertFalse(list.state.await { it.lines?.size == 55 }.mayHaveMore)
        list.search("堆物54")
        list.state.await { it.lines?.size == 1 }
        Unit
    }

    @Test
    fun `without a signal the screen says why and what waits`() = runBlocking {
        val centre = Centre()
        val grid = Phone.of("p-0001", centre).also(phones::add)
        val sync = grid.sync()
        sync.syncNow()
        sync.state.await { it.report != null }
        grid.reports("路灯不亮")
        centre.close()
        sync.syncNow()
        val stopped = sync.state.await { it.report?.ended == SyncEnd.NoConnection }
        assertNotNull(stopped.report!!.retryAt)
        assertEquals(1, sync.state.await { it.waiting?.records == 1 }.waiting!!.records)
        assertNotNull(stopped.waiting!!.since)
    }

    @Test
    fun `photos wait for Wi-Fi while words go`() = runBlocking {
        var wifi = false
        val grid = phone("p-0001") { wifi }
        val model = grid.report()
        model.title("电线裸露")
        model.photoTaken(model.newPhoto().apply { writeBytes(byteArrayOf(-1, -40, 8)) })
        model.save()
        val id = model.state.await { it.savedAs != null }.savedAs!!
        val sync = grid.sync()
        sync.syncNow()
        val waits = sync.state.await { it.report != null }.report!!
        assertEquals(SyncEnd.WaitsForWifi, waits.ended)
        assertEquals(1L, waits.filesWaiting)
        val list = grid.list()
        suspend fun itIs(where: Where) = list.state.await { shown ->
            shown.lines.orEmpty().any { it.id == id && it.where == where }
        }
        sync.state.await { it.waiting?.unsent == 0 && it.waiting?.records == 1 }
        itIs(Where.ONLY_HERE)
        wifi = true
        sync.syncNow()
        sync.state.await { it.report?.filesWaiting == 0L && it.report?.ended == SyncEnd.AllThere }
        itIs(Where.ACCEPTED)
        Unit
    }

    @Test
    fun `I see everything stored about me`() = runBlocking {
        val grid = phone("p-0001")
        grid.reports("沟边无护栏")
        sync(grid)
        val model = grid.me()
        val about = model.state.await { "沟边无护栏" in it.about?.reported.orEmpty() }.about!!
        assertEquals("示例甲", about.me.name)
        val post = about.me.posts.single()
        assertEquals("三棵槐村", post.where)
        assertEquals("网格员", post.role.zh)
        model.reminders(false)
        assertFalse(grid.settings.reminders)
        assertEquals(1, grid.background.plans)
    }
}
