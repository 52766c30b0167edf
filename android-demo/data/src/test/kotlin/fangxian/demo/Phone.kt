package fangxian.demo

import fangxian.Centre
import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.data.OpenRecords
import fangxian.demo.data.Wire
import fangxian.demo.hazard.HazardModel
import fangxian.demo.list.ListModel
import fangxian.demo.me.MeModel
import fangxian.demo.phone.Background
import fangxian.demo.phone.Fix
import fangxian.demo.phone.PhotoShrinker
import fangxian.demo.phone.Recorder
import fangxian.demo.phone.Settings
import fangxian.demo.report.Drafts
import fangxian.demo.report.ReportModel
import fangxian.demo.report.ReportTools
import fangxian.demo.start.StartModel
import fangxian.demo.sync.SyncModel
import fangxian.demo.training.TrainingModel
import fangxian.demo.training.TrainingTools
import java.io.File
import java.time.Clock
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.withTimeout

/** A phone without Android: the app's models over the real ledger. Only its parts are pretended. */
class Phone private constructor(private val folder: File, val records: OpenRecords) {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    val clock: Clock = Clock.system(ZoneOffset.ofHours(8))
    val settings = KeptSettings()
    val background = CountedBackground()
    var fix: Fix? = null
    private val shrinker = PhotoShrinker { it.readBytes() }

    fun start() = StartModel(records.myself, background, scope)

    fun list() = ListModel(records.hazards, records.syncing, clock, scope)

    fun report(): ReportModel {
        val drafts = Drafts(File(folder, "draft"))
        val tools = ReportTools(drafts, { fix }, SilentRecorder(), shrinker)
        return ReportModel(records.reporting, tools, settings, background, scope)
    }

    fun hazard(id: String) =
        HazardModel(id, records.hazards, shrinker, background, clock, scope)

    fun training(): TrainingModel {
        val tools = TrainingTools(shrinker, background, clock)
        return TrainingModel(records.trainings, records.myself, tools, scope)
    }

    fun sync() = SyncModel(records.syncing, settings, background, clock, scope)

    fun me() = MeModel(records.myself, settings, background, scope)

    fun close() {
        scope.cancel()
        records.close()
    }

    companion object {
        /** A phone nobody enrolled. */
        suspend fun new(wire: Wire = Wire { true }): Phone {
            val folder = Centre.folder()
            return Phone(folder, OpenRecords.open(File(folder, "ledger"), null, wire))
        }

        /** A phone enrolled for [person] by a scanned code. */
        suspend fun of(person: String, centre: Centre, wire: Wire = Wire { true }): Phone =
            new(wire).also { phone ->
                val start = phone.start()
                start.scanned(Codes.text(Code.Enrolment(centre.url, centre.code(person))))
                start.state.await { it.enrolled }
            }
    }
}

/** Settings that last as long as the test. */
class KeptSettings : Settings {
    override var photosOnWifiOnly = true
    override var reminders = true
    override var lastPlace = ""
    override var lastSync: Instant? = null
    override var remindedOn: LocalDate? = null
}

/** Counts what it was asked for. */
class CountedBackground : Background {
    @Volatile var syncs = 0
    @Volatile var plans = 0

    override fun syncSoon() {
        syncs += 1
    }

    override fun planReminder() {
        plans += 1
    }
}

/** Writes a few bytes in place of a voice. */
class SilentRecorder : Recorder {
    private var running = false

    override fun start(file: File): Boolean {
        file.writeBytes(byteArrayOf(1, 2, 3))
        running = true
        return true
    }

    override fun stop(): Int? = 3.takeIf { running }
}

/** Waits until the state is as it should be; says how it was when it never is. */
suspend fun <T> StateFlow<T>.await(wanted: (T) -> Boolean): T = try {
    withTimeout(20_000) { first(wanted) }
} catch (late: TimeoutCancellationException) {
    throw AssertionError("never came; the last was $value", late)
}
