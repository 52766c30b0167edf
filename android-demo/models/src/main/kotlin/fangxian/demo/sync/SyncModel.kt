package fangxian.demo.sync

import fangxian.demo.phone.Background
import fangxian.demo.phone.Settings
import fangxian.demo.phone.attempt
import fangxian.demo.records.Refusal
import fangxian.demo.records.SyncEnd
import fangxian.demo.records.SyncReport
import fangxian.demo.records.Syncing
import fangxian.demo.records.Waiting
import fangxian.demo.records.Words
import java.time.Clock
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What the upload screen shows. */
data class SyncState(
    val waiting: Waiting? = null,
    val running: Boolean = false,
    val report: SyncReport? = null,
    val lastSync: Instant? = null,
    val wifiOnly: Boolean = true,
    val refusals: List<Refusal> = emptyList(),
    val refused: Words? = null,
)

/** What waits, why and since when; now, later, or by whom. */
class SyncModel(
    private val syncing: Syncing,
    private val settings: Settings,
    private val background: Background,
    private val clock: Clock,
    private val scope: CoroutineScope,
) {
    private val changing = MutableStateFlow(
        SyncState(lastSync = settings.lastSync, wifiOnly = settings.photosOnWifiOnly),
    )
    val state: StateFlow<SyncState> = changing.asStateFlow()
    private var running: Job? = null

    init {
        scope.attempt(::refuse) {
            syncing.waiting().collect { waiting ->
                val refusals = syncing.refusals()
                changing.update {
                    it.copy(waiting = waiting, refusals = refusals, lastSync = settings.lastSync)
                }
            }
        }
    }

    fun syncNow() {
        if (state.value.running) return
        changing.update { it.copy(running = true, refused = null) }
        running = scope.attempt(::refuse) {
            val report = syncing.sync()
            if (report.ended is SyncEnd.AllThere) settings.lastSync = clock.instant()
            changing.update {
                it.copy(running = false, report = report, lastSync = settings.lastSync)
            }
            background.planReminder()
        }
    }

    fun stop() {
        running?.cancel()
        changing.update { it.copy(running = false) }
    }

    fun wifiOnly(only: Boolean) {
        settings.photosOnWifiOnly = only
        changing.update { it.copy(wifiOnly = only) }
        if (!only) background.syncSoon()
    }

    fun retryRefusals() {
        scope.attempt(::refuse) {
            syncing.retryRefusals()
            changing.update { it.copy(refusals = syncing.refusals()) }
            background.syncSoon()
        }
    }

    private fun refuse(words: Words) = changing.update { it.copy(refused = words, running = false) }
}
