package fangxian.demo

import fangxian.demo.hazard.Ask
import fangxian.demo.phone.Fix
import fangxian.demo.records.Where
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** What several people do to one hazard, and what each of them is then shown. */
class HazardTest : WithPhones() {
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
}
