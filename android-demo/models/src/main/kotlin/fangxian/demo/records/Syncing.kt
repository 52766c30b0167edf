package fangxian.demo.records

import java.time.Instant
import kotlinx.coroutines.flow.Flow

/** What waits to be sent, and sending it. */
interface Syncing {
    /** What waits now, and again whenever it changes. */
    fun waiting(): Flow<Waiting>

    /** Says and hears everything. Never fails for a lost signal: the report tells it. */
    suspend fun sync(): SyncReport

    /** What the centre set aside of what was said here. */
    suspend fun refusals(): List<Refusal>

    /** Hands all of it in again at the next sync. */
    suspend fun retryRefusals()
}

/** What waits to be sent, and since when. */
data class Waiting(
    val records: Int,
    val unsent: Int,
    val unanswered: Int,
    val setAside: Int,
    val since: Instant?,
)

/** How a synchronisation ended. */
data class SyncReport(
    val ended: SyncEnd,
    val pushed: Long,
    val pulled: Long,
    val filesWaiting: Long,
    val retryAt: Instant?,
)

/** Why a synchronisation ended. */
sealed interface SyncEnd {
    data object AllThere : SyncEnd
    data object NoConnection : SyncEnd
    data object NotTheCentre : SyncEnd
    data object PhoneFull : SyncEnd
    data object Locked : SyncEnd
    data object Stopped : SyncEnd
    data object WaitsForWifi : SyncEnd

    /** The centre does not take this phone at its word any more: it has to enrol again. */
    data class Dismissed(val words: Words) : SyncEnd

    /** The centre refused, and says why. */
    data class Refused(val words: Words) : SyncEnd
}

/** Something the centre set aside. */
data class Refusal(val words: Words, val savedAt: Instant)
