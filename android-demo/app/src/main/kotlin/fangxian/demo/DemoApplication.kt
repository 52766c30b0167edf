package fangxian.demo

import android.app.Application
import androidx.work.Configuration
import fangxian.demo.android.GpsLocator
import fangxian.demo.android.PhoneBackground
import fangxian.demo.android.PhoneWire
import fangxian.demo.android.Preferences
import fangxian.demo.android.Reminding
import fangxian.demo.android.SealedSecret
import fangxian.demo.android.SmallPhotos
import fangxian.demo.android.VoiceRecorder
import fangxian.demo.android.hardwareKey
import fangxian.demo.data.OpenRecords
import fangxian.demo.data.SecretStore
import fangxian.demo.look.CENTRE_ZONE
import fangxian.demo.phone.PhotoShrinker
import fangxian.demo.phone.Settings
import fangxian.demo.report.Drafts
import fangxian.demo.report.ReportTools
import java.io.File
import java.time.Clock
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** What the whole app shares. No backup takes anything of it along. */
open class DemoApplication : Application(), Configuration.Provider {
    open val clock: Clock = Clock.system(CENTRE_ZONE)
    val settings: Settings by lazy { Preferences(this) }
    val background: PhoneBackground by lazy { PhoneBackground(this) }
    val shrinker: PhotoShrinker by lazy { SmallPhotos() }
    val reportTools: ReportTools by lazy {
        val drafts = Drafts(File(filesDir, "draft"))
        ReportTools(drafts, GpsLocator(this), VoiceRecorder(this), shrinker)
    }
    val reminding: Reminding by lazy { Reminding(this, { records().hazards }, settings, clock) }

    private val opening = Mutex()
    private var opened: OpenRecords? = null

    /** The one ledger, opened when it is first asked for. */
    suspend fun records(): OpenRecords = opening.withLock {
        opened ?: OpenRecords.open(
            File(noBackupFilesDir, "ledger"), secret(), PhoneWire(this, settings),
        ).also { opened = it }
    }

    /** Where the device's secret is kept. */
    protected open fun secret(): SecretStore =
        SealedSecret(File(noBackupFilesDir, "ledger.key"), ::hardwareKey)

    override val workManagerConfiguration: Configuration
        get() = Configuration.Builder().build()
}
