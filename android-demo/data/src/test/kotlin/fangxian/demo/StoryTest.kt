package fangxian.demo

import fangxian.Centre
import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.hazard.Ask
import fangxian.demo.phone.Fix
import fangxian.demo.records.Asked
import fangxian.demo.records.Filter
import fangxian.demo.records.Report
import fangxian.demo.records.Shows
import fangxian.demo.records.SyncEnd
import fangxian.demo.records.Where
import fangxian.demo.report.ReportProblem
import fangxian.demo.start.ScanProblem
import fangxian.demo.training.Said
import java.io.File
import java.time.LocalDate
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** The whole story through the screens' models, with the real ledger and a real centre. */
class StoryTest {
    private val phones = mutableListOf<Phone>()

    @After
    fun close() = phones.forEach(Phone::close)

    private suspend fun phone(person: String, wire: () -> Boolean = { true }): Phone =
        Phone.of(person, Centre.shared) { wire() }.also(phones::add)

    private suspend fun sync(vararg ones: Phone) {
        for (one in ones) assertEquals(SyncEnd.AllThere, one.records.syncing.sync().ended)
    }

    private suspend fun Phone.reports(title: String): String {
        val model = report()
        model.title(title)
        model.place("三棵槐村东头")
        model.save()
        val state = model.state.await { it.savedAs != null || it.alike.isNotEmpty() }
        if (state.savedAs == null) model.saveAnyway()
        return model.state.await { it.savedAs != null }.savedAs!!
    }

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

    @Test
    fun `a close that missed a danger does not count and everyone is told why`() = runBlocking {
        val (grid, township) = phone("p-0001") to phone("p-0003")
        val id = grid.reports("三楼护栏松动")
        sync(grid, township)
        val here = grid.hazard(id)
        val there = township.hazard(id)
        here.state.await { it.hazard != null }
        there.state.await { it.hazard != null }

        here.ask(Ask.STILL_DANGEROUS)
        here.first("护栏晃得更厉害")
        here.confirm()
        here.state.await { it.outcome?.waitsFor?.isEmpty() == true }
        there.ask(Ask.CLOSE)
        there.confirm()
        there.state.await { it.outcome?.waitsFor?.isEmpty() == true }
        sync(grid, township, grid)

        for (model in listOf(here, there)) {
            val hazard = model.state.await { it.hazard!!.notices.isNotEmpty() }.hazard!!
            assertTrue(hazard.notices.single().zh, "护栏晃得更厉害" in hazard.notices.single().zh)
            assertEquals("请镇里到现场复查。", hazard.next.zh)
            assertTrue(hazard.steps.size >= 3)
            assertTrue(hazard.steps.all { it.where == Where.ACCEPTED })
        }
        grid.list().state.await { list -> list.lines.orEmpty().any { it.id == id && !it.ended } }
        Unit
    }

    @Test
    fun `a decision covers what was on the screen when it was begun`() = runBlocking {
        val (grid, township) = phone("p-0001") to phone("p-0003")
        val id = grid.reports("灭火器过期")
        sync(grid, township)
        val model = township.hazard(id)
        model.state.await { it.hazard != null }
        model.ask(Ask.CLOSE)
        val there = grid.hazard(id)
        there.state.await { it.hazard != null }
        there.ask(Ask.STILL_DANGEROUS)
        there.confirm()
        there.state.await { it.outcome != null }
        sync(grid, township)
        model.state.await { it.hazard!!.steps.size == 2 }
        model.confirm()
        val hazard = model.state.await { it.hazard!!.notices.isNotEmpty() }.hazard!!
        assertEquals("请镇里到现场复查。", hazard.next.zh)
    }

    @Test
    fun `a person decides whether two are the same`() = runBlocking {
        val township = phone("p-0003")
        township.fix = Fix(31.70, 120.40, 5)
        val ids = List(2) {
            val model = township.report()
            model.title("桥面破损")
            model.locate()
            model.state.await { state -> state.draft.fix != null }
            model.saveAnyway()
            model.state.await { state -> state.savedAs != null }.savedAs!!
        }
        val model = township.hazard(ids[1])
        val alike = model.state.await { it.hazard?.alike?.isNotEmpty() == true }.hazard!!.alike
        assertEquals(listOf(ids[0]), alike.map { it.id })
        model.same(ids[0], false)
        model.state.await { it.outcome != null && it.hazard!!.alike.isEmpty() }
        Unit
    }

    @Test
    fun `two descriptions stand side by side until one is taken`() = runBlocking {
        val (grid, township) = phone("p-0001") to phone("p-0003")
        val id = grid.reports("墙面渗水")
        sync(grid, township)
        for ((phone, text) in listOf(grid to "东墙渗水", township to "西墙渗水")) {
            val model = phone.hazard(id)
            model.state.await { it.hazard != null }
            model.ask(Ask.WORDS)
            model.first(text)
            model.confirm()
            model.state.await { it.outcome != null }
        }
        sync(grid, township, grid)
        val model = township.hazard(id)
        val differing = model.state.await { it.hazard?.differing?.size == 1 }.hazard!!.differing
        val said = differing.single().values.associate { it.words.zh to it.by }
        assertEquals(mapOf("东墙渗水" to "示例甲", "西墙渗水" to "示例丙"), said)
        model.settle(differing.single(), "东墙渗水")
        model.state.await { it.hazard!!.differing.isEmpty() }
        sync(township, grid)
        val settled = grid.hazard(id).state.await { it.hazard?.differing?.isEmpty() == true }
        assertEquals("东墙渗水", settled.hazard!!.description)
    }

    @Test
    fun `an act beyond one's role is kept as a proposal`() = runBlocking {
        val grid = phone("p-0001")
        val model = grid.hazard(grid.reports("消防通道堆物"))
        model.state.await { it.hazard != null }
        model.ask(Ask.CLOSE)
        model.confirm()
        val outcome = model.state.await { it.outcome != null }.outcome!!
        assertTrue(outcome.waitsFor.isNotEmpty())
        val hazard = model.state.await { it.hazard!!.proposals.isNotEmpty() }.hazard!!
        assertEquals("p-0001", hazard.proposals.single().by)
    }

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
