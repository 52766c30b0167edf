package fangxian.demo.android

import android.content.Context
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.ListenableWorker
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
        // One that runs may be past what was saved just now. What it did stays done.
        work.enqueueUniqueWork(SOON, ExistingWorkPolicy.REPLACE, request)
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
        } catch (refused: Refused) {
            return after(refused)
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
        } catch (refused: Refused) {
            after(refused)
        }
    }
}

/** Tries again what may work by itself; of the rest the screens speak. */
private fun after(refused: Refused): ListenableWorker.Result = when {
    refused.passing -> ListenableWorker.Result.retry()
    else -> ListenableWorker.Result.failure()
}
