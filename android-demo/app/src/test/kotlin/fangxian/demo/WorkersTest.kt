package fangxian.demo

import android.Manifest.permission.POST_NOTIFICATIONS
import android.app.NotificationManager
import android.os.Looper
import androidx.test.core.app.ApplicationProvider
import androidx.work.ListenableWorker
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.WorkInfo
import androidx.work.WorkManager
import fangxian.Centre
import fangxian.demo.android.ReminderWorker
import fangxian.demo.android.SyncWorker
import fangxian.demo.records.Act
import fangxian.demo.records.Report
import fangxian.demo.records.Where
import java.time.LocalDate
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What WorkManager runs, really run by it: with the real ledger and a real centre. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApplication::class, qualifiers = "zh-rCN")
class WorkersTest {
    private val app: TestApplication = ApplicationProvider.getApplicationContext()

    @After
    fun close() = runBlocking { app.records().close() }

    private suspend fun enrolled(person: String) {
        app.records().myself.enrol(Centre.shared.url, Centre.shared.code(person))
    }

    private suspend fun reported(title: String): String = app.records().reporting.save(
        Report(title, "三棵槐村", null, null, null, false, emptyList(), null),
    )

    private inline fun <reified W : ListenableWorker> ran(): WorkInfo.State {
        val request = OneTimeWorkRequestBuilder<W>().build()
        val manager = WorkManager.getInstance(app)
        manager.enqueue(request)
        repeat(1500) {
            shadowOf(Looper.getMainLooper()).idle()
            val state = manager.getWorkInfoById(request.id).get()!!.state
            if (state.isFinished) return state
            Thread.sleep(20)
        }
        throw AssertionError("the work never ended")
    }

    @Test
    fun `the sync worker uploads what waits`() = runBlocking {
        enrolled("p-0001")
        val id = reported("配电房渗水")
        assertEquals(WorkInfo.State.SUCCEEDED, ran<SyncWorker>())
        assertEquals(Where.ACCEPTED, app.records().hazards.hazard(id).first().where)
        assertNotNull(app.settings.lastSync)
    }

    @Test
    fun `a phone that is not enrolled does not try for ever`() = runBlocking {
        app.records()
        assertEquals(WorkInfo.State.FAILED, ran<SyncWorker>())
    }

    @Test
    fun `a deadline of tomorrow is told once`() = runBlocking {
        shadowOf(app).grantPermissions(POST_NOTIFICATIONS)
        enrolled("p-0003")
        val id = reported("护栏缺失")
        val hazards = app.records().hazards
        val today = LocalDate.now(app.clock)
        val seen = hazards.hazard(id).first().shown
        val ordered = hazards.act(id, seen, Act.Order(today.plusDays(1)))
        assertTrue("the township may order", ordered.waitsFor.isEmpty())
        assertEquals(WorkInfo.State.SUCCEEDED, ran<ReminderWorker>())
        val manager = app.getSystemService(NotificationManager::class.java)
        val told = shadowOf(manager).allNotifications.single()
        assertEquals("明天到期:护栏缺失", shadowOf(told).contentTitle.toString())
        assertEquals(today, app.settings.remindedOn)
        manager.cancelAll()
        assertEquals(WorkInfo.State.SUCCEEDED, ran<ReminderWorker>())
        assertTrue(shadowOf(manager).allNotifications.isEmpty())
    }
}
