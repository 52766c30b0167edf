package fangxian.demo

import fangxian.demo.records.HazardLine
import fangxian.demo.records.Where
import fangxian.demo.records.Words
import fangxian.demo.remind.Reminders
import java.time.LocalDate
import java.time.ZonedDateTime
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** Reminders come in working hours, once a day, from the day before. */
class RemindersTest {
    private val day = LocalDate.parse("2026-11-20")

    private fun line(deadline: LocalDate?, ended: Boolean = false) = HazardLine(
        id = "$deadline", title = "", place = "", state = Words("", ""), flags = emptyList(),
        ended = ended, deadline = deadline, daysOverdue = 0, where = Where.ACCEPTED,
    )

    private fun at(text: String) = ZonedDateTime.parse("$text+08:00[Asia/Shanghai]")

    private fun next(now: String, reminded: LocalDate?, vararg deadlines: LocalDate?) =
        Reminders.next(deadlines.map { line(it) }, at(now), reminded)

    @Test
    fun `the first reminder is on the morning before the earliest deadline`() {
        val next = next("2026-11-10T12:00:00", null, day.plusDays(5), day, null)
        assertEquals(at("2026-11-19T08:00:00"), next)
    }

    @Test
    fun `what is urgent is told now in working hours and else in the morning`() {
        assertEquals(at("2026-11-20T15:00:00"), next("2026-11-20T15:00:00", null, day))
        assertEquals(at("2026-11-20T08:00:00"), next("2026-11-20T03:00:00", null, day))
        assertEquals(at("2026-11-21T08:00:00"), next("2026-11-20T18:00:00", null, day))
    }

    @Test
    fun `a day has one reminder`() {
        assertEquals(at("2026-11-21T08:00:00"), next("2026-11-20T09:00:00", day, day))
        assertEquals(at("2026-11-20T09:00:00"), next("2026-11-20T09:00:00", day.minusDays(1), day))
    }

    @Test
    fun `nothing is told where nothing is due`() {
        assertNull(next("2026-11-20T09:00:00", null, null))
        assertNull(Reminders.next(listOf(line(day, ended = true)), at("2026-11-20T09:00:00"), null))
    }

    @Test
    fun `the most overdue is told first and the far one not at all`() {
        val lines = listOf(day.plusDays(2), day, day.minusDays(3), day.plusDays(1)).map { line(it) }
        val due = Reminders.due(lines + line(day, ended = true), day).map { it.deadline }
        assertEquals(listOf(day.minusDays(3), day, day.plusDays(1)), due)
    }
}
