package fangxian.demo.data

import fangxian.Ledger
import fangxian.SyncFailure
import fangxian.SyncOutcome
import fangxian.attachmentsSetAside
import fangxian.demo.records.Refusal
import fangxian.demo.records.SyncEnd
import fangxian.demo.records.SyncReport
import fangxian.demo.records.Syncing
import fangxian.demo.records.Waiting
import fangxian.demo.records.Words
import fangxian.label
import fangxian.outbox
import fangxian.retrySetAside
import fangxian.setAside
import fangxian.spoken
import fangxian.SyncReport as Told
import kotlinx.coroutines.flow.Flow

/** Uploading, with the ledger: how it ended becomes why something still waits. */
internal class LedgerSyncing(private val ledger: Ledger) : Syncing {
    override fun waiting(): Flow<Waiting> = ledger.live {
        val outbox = outbox()
        Waiting(
            records = outbox.recordsPending.toInt(),
            unsent = outbox.onlyHere.toInt(),
            unanswered = outbox.sent.toInt(),
            setAside = outbox.quarantined.toInt(),
            since = outbox.oldestPending,
        )
    }.telling()

    override suspend fun sync(): SyncReport = telling {
        val report = ledger.sync()
        val outcome = report.outcome
        SyncReport(
            ended = ended(report),
            pushed = report.pushed.toLong(),
            pulled = report.pulled.toLong(),
            filesWaiting = report.attachmentsWaiting.toLong(),
            retryAt = (outcome as? SyncOutcome.Stopped)?.retryAt,
        )
    }

    override suspend fun refusals(): List<Refusal> = telling {
        ledger.setAside().map { Refusal(Words(it.zh, it.en), it.savedMs) } +
            ledger.attachmentsSetAside().map { Refusal(Words(it.zh, it.en), it.savedMs) }
    }

    override suspend fun retryRefusals(): Unit = telling { ledger.retrySetAside() }
}

private fun ended(report: Told): SyncEnd = when (val outcome = report.outcome) {
    SyncOutcome.UpToDate -> when {
        report.attachmentsWaiting == 0UL -> SyncEnd.AllThere
        else -> report.attachmentsRefused?.let { SyncEnd.Refused(it.label.words) }
            ?: SyncEnd.WaitsForWifi
    }
    SyncOutcome.HeldBack -> SyncEnd.WaitsForWifi
    SyncOutcome.Cancelled -> SyncEnd.Stopped
    is SyncOutcome.Stopped -> when (val why = outcome.why) {
        SyncFailure.NoConnection -> SyncEnd.NoConnection
        SyncFailure.NotTheCentre -> SyncEnd.NotTheCentre
        SyncFailure.CannotSign -> SyncEnd.Locked
        is SyncFailure.Store -> SyncEnd.PhoneFull
        is SyncFailure.Certificate, is SyncFailure.Blocked -> SyncEnd.Refused(why.spoken.words)
        is SyncFailure.Refused -> {
            val words = why.v1.label.words
            if (report.dismissed) SyncEnd.Dismissed(words) else SyncEnd.Refused(words)
        }
    }
}
