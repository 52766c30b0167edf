package fangxian.demo

import android.annotation.SuppressLint
import androidx.core.content.FileProvider
import androidx.work.Configuration
import androidx.work.impl.WorkManagerImpl
import fangxian.demo.android.SealedSecret
import fangxian.demo.data.SecretStore
import fangxian.demo.look.CENTRE_ZONE
import java.io.File
import java.lang.reflect.Field
import java.time.Clock
import java.time.LocalDate
import java.time.LocalTime
import java.util.concurrent.Executors
import javax.crypto.KeyGenerator

/** The app with what a JVM lacks put in: a key of its own, and threads for WorkManager. */
@SuppressLint("RestrictedApi")
class TestApplication : DemoApplication() {
    private val zone = CENTRE_ZONE
    private val key by lazy { KeyGenerator.getInstance("AES").apply { init(256) }.generateKey() }

    /** Ten in the morning of today: reminders come in working hours only. */
    override val clock: Clock =
        Clock.fixed(LocalDate.now(zone).atTime(LocalTime.of(10, 0)).atZone(zone).toInstant(), zone)

    override fun onCreate() {
        super.onCreate()
        // Both keep the first app of the process; each test has an app of its own.
        forget(WorkManagerImpl::class.java, "sDefaultInstance")
        forget(WorkManagerImpl::class.java, "sDelegatedInstance")
        (kept(FileProvider::class.java, "sCache").get(null) as MutableMap<*, *>).clear()
    }

    private fun kept(of: Class<*>, name: String): Field =
        of.getDeclaredField(name).apply { isAccessible = true }

    private fun forget(of: Class<*>, name: String) = kept(of, name).set(null, null)

    override fun secret(): SecretStore = SealedSecret(File(noBackupFilesDir, "ledger.key")) { key }

    override val workManagerConfiguration: Configuration
        get() {
            val threads = Executors.newFixedThreadPool(2)
            return Configuration.Builder().setExecutor(threads).setTaskExecutor(threads).build()
        }
}
