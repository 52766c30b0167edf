package fangxian.demo.remind

import fangxian.demo.records.HazardLine
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZonedDateTime
import java.time.temporal.ChronoUnit

/** When to remind of deadlines and of what: in working hours, once a day, the urgent first. */
object Reminders {
    val WORK_BEGINS: LocalTime = LocalTime.of(8, 0)
    val WORK_ENDS: LocalTime = LocalTime.of(18, 0)

    /** A deadline is told from this many days before. */
    private const val DAYS_BEFORE = 1L

    /** When to look next; nothing when no open hazard has a deadline. */
    fun next(lines: List<HazardLine>, now: ZonedDateTime, remindedOn: LocalDate?): ZonedDateTime? {
        val first = open(lines).minOfOrNull { it.deadline!! } ?: return null
        val today = now.toLocalDate()
        val free = if (remindedOn != null && remindedOn >= today) remindedOn.plusDays(1) else today
        val day = maxOf(first.minusDays(DAYS_BEFORE), free)
        val at = day.atTime(WORK_BEGINS).atZone(now.zone)
        return when {
            at > now -> at
            now.toLocalTime() < WORK_ENDS -> now
            else -> today.plusDays(1).atTime(WORK_BEGINS).atZone(now.zone)
        }
    }

    /** What to remind of on [today], the most overdue first. */
    fun due(lines: List<HazardLine>, today: LocalDate): List<HazardLine> =
        open(lines).filter { ChronoUnit.DAYS.between(today, it.deadline) <= DAYS_BEFORE }
            .sortedBy { it.deadline }

    private fun open(lines: List<HazardLine>) = lines.filter { !it.ended && it.deadline != null }
}
