package fangxian.demo.android

import android.content.Context
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import fangxian.demo.DemoApplication
import fangxian.demo.phone.Background
import fangxian.demo.records.Refused
import fangxian.demo.records.SyncEnd
import java.time.Duration
import java.util.concurrent.TimeUnit

private const val SOON = "sync-soon"
private const val OFTEN = "sync-often"
private const val REMIND = "remind"

/** Work that WorkManager does: it survives restarts and waits for a network by itself. */
class PhoneBackground(context: Context) : Background {
    private val work = WorkManager.getInstance(context)
    private val online = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build()

    override fun syncSoon() {
        val request = OneTimeWorkRequestBuilder<SyncWorker>().setConstraints(online)
            .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, 1, TimeUnit.MINUTES).build()
        // What waits already will take along what was saved since.
        work.enqueueUniqueWork(SOON, ExistingWorkPolicy.KEEP, request)
    }

    /** Others speak too: listens now and then even when nothing waits here. */
    fun syncOften() {
        val request = PeriodicWorkRequestBuilder<SyncWorker>(2, TimeUnit.HOURS)
            .setConstraints(online).build()
        work.enqueueUniquePeriodicWork(OFTEN, ExistingPeriodicWorkPolicy.KEEP, request)
    }

    override fun planReminder() = remindIn(Duration.ZERO)

    fun remindIn(delay: Duration) {
        val request = OneTimeWorkRequestBuilder<ReminderWorker>().setInitialDelay(delay).build()
        work.enqueueUniqueWork(REMIND, ExistingWorkPolicy.REPLACE, request)
    }
}

/** Says and hears everything once. */
class SyncWorker(context: Context, parameters: WorkerParameters) :
    CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val app = applicationContext as DemoApplication
        val report = try {
            app.records().syncing.sync()
        } catch (_: Refused) {
            // Not enrolled, or the ledger cannot be opened now: the screen says which.
            return Result.failure()
        }
        if (report.ended is SyncEnd.AllThere) app.settings.lastSync = app.clock.instant()
        app.background.planReminder()
        return when {
            report.ended is SyncEnd.AllThere || report.ended is SyncEnd.WaitsForWifi ->
                Result.success()
            report.retryAt != null || report.ended is SyncEnd.Stopped -> Result.retry()
            else -> Result.failure()
        }
    }
}

/** Reminds of deadlines when it is time, and plans when to look again. */
class ReminderWorker(context: Context, parameters: WorkerParameters) :
    CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val app = applicationContext as DemoApplication
        return try {
            app.reminding.look()?.let(app.background::remindIn)
            Result.success()
        } catch (_: Refused) {
            Result.failure()
        }
    }
}
