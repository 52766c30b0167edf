package fangxian.demo.list

import fangxian.demo.phone.attempt
import fangxian.demo.records.Asked
import fangxian.demo.records.Filter
import fangxian.demo.records.HazardLine
import fangxian.demo.records.Hazards
import fangxian.demo.records.Syncing
import fangxian.demo.records.Waiting
import fangxian.demo.records.Words
import java.time.Clock
import java.time.Duration
import java.time.LocalDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.flatMapLatest
import kotlinx.coroutines.flow.update

/** What the list shows. */
data class ListState(
    val today: LocalDate,
    val filter: Filter = Filter.OPEN,
    val search: String = "",
    val lines: List<HazardLine>? = null,
    val mayHaveMore: Boolean = false,
    val waiting: Int = 0,
    val waitingDays: Long = 0,
    val refused: Words? = null,
)

/** My list: the most overdue first, found by characters or pinyin initials. */
@OptIn(ExperimentalCoroutinesApi::class)
class ListModel(
    private val hazards: Hazards,
    private val syncing: Syncing,
    private val clock: Clock,
    scope: CoroutineScope,
) {
    private val asked = MutableStateFlow(Asked(today = LocalDate.now(clock)))
    private val changing = MutableStateFlow(ListState(asked.value.today))
    val state: StateFlow<ListState> = changing.asStateFlow()

    init {
        val refused = { words: Words -> changing.update { it.copy(refused = words) } }
        scope.attempt(refused) { asked.flatMapLatest(hazards::list).collect(::show) }
        scope.attempt(refused) { syncing.waiting().collect(::show) }
    }

    fun filter(filter: Filter) = ask { copy(filter = filter, limit = Asked.PAGE) }

    fun search(text: String) = ask { copy(text = text, limit = Asked.PAGE) }

    fun more() = ask { copy(limit = limit + Asked.PAGE) }

    /** A day may have passed while nobody looked. */
    fun shownAgain() = ask { this }

    private fun ask(change: Asked.() -> Asked) {
        val now = asked.value.change().copy(today = LocalDate.now(clock))
        changing.update { it.copy(today = now.today, filter = now.filter, search = now.text) }
        asked.value = now
    }

    private fun show(lines: List<HazardLine>) = changing.update {
        it.copy(lines = lines, mayHaveMore = lines.size >= asked.value.limit, refused = null)
    }

    private fun show(waiting: Waiting) = changing.update {
        val days = waiting.since?.let { since -> Duration.between(since, clock.instant()).toDays() }
        it.copy(waiting = waiting.records, waitingDays = days ?: 0)
    }
}
