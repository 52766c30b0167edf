package fangxian.demo

import androidx.work.Configuration
import fangxian.demo.android.SealedSecret
import fangxian.demo.data.SecretStore
import java.io.File
import java.time.Clock
import java.time.LocalDate
import java.time.LocalTime
import java.time.ZoneId
import java.util.concurrent.Executors
import javax.crypto.KeyGenerator

/** The app with what a JVM lacks put in: a key of its own, and threads for WorkManager. */
class TestApplication : DemoApplication() {
    private val zone = ZoneId.systemDefault()
    private val key by lazy { KeyGenerator.getInstance("AES").apply { init(256) }.generateKey() }

    /** Ten in the morning of today: reminders come in working hours only. */
    override val clock: Clock =
        Clock.fixed(LocalDate.now(zone).atTime(LocalTime.of(10, 0)).atZone(zone).toInstant(), zone)

    override fun secret(): SecretStore = SealedSecret(File(noBackupFilesDir, "ledger.key")) { key }

    override val workManagerConfiguration: Configuration
        get() {
            val threads = Executors.newFixedThreadPool(2)
            return Configuration.Builder().setExecutor(threads).setTaskExecutor(threads).build()
        }
}
