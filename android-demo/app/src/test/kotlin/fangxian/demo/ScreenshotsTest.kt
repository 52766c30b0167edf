package fangxian.demo

import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.ui.test.junit4.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import fangxian.demo.hazard.Ask
import fangxian.demo.hazard.HazardActs
import fangxian.demo.hazard.HazardScreen
import fangxian.demo.list.ListActs
import fangxian.demo.list.ListScreen
import fangxian.demo.look.Look
import fangxian.demo.me.MeActs
import fangxian.demo.me.MeScreen
import fangxian.demo.records.Words
import fangxian.demo.report.ReportActs
import fangxian.demo.report.ReportScreen
import fangxian.demo.report.ReportState
import fangxian.demo.start.StartActs
import fangxian.demo.start.StartScreen
import fangxian.demo.start.StartState
import fangxian.demo.sync.SyncActs
import fangxian.demo.sync.SyncScreen
import fangxian.demo.training.Opening
import fangxian.demo.training.TrainingActs
import fangxian.demo.training.TrainingScreen
import fangxian.demo.training.TrainingState
import java.io.File
import java.time.LocalDate
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * Every screen, in both languages and on small and dark phones: it is drawn, what can be tapped is
 * large enough and has words, nothing is cut off. Pictures of those named in [KEPT] are written
 * down.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = android.app.Application::class)
class ScreenshotsTest {
    @get:Rule
    val rule = createEmptyComposeRule()

    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun start() = everywhere("start") { StartScreen(StartState(), StartActs()) }

    @Test
    fun `start refused`() = everywhere("start-refused") {
        val refused = Words("登记码没发过或已用过,请向镇里要新的。", "Unknown or used: ask for a new code.")
        val url = "https://centre.example/"
        StartScreen(StartState(url, "AB12-CD34", typing = true, refused = refused), StartActs())
    }

    @Test
    fun list() = everywhere("list") { ListScreen(Samples.list, ListActs()) }

    @Test
    fun `list empty`() = everywhere("list-empty") {
        ListScreen(Samples.list.copy(lines = emptyList(), waiting = 0), ListActs())
    }

    @Test
    fun `report empty`() = everywhere("report-empty") { ReportScreen(ReportState(), ReportActs()) }

    @Test
    fun report() {
        val photos = listOf(photo(stain = true))
        everywhere("report") { ReportScreen(Samples.report(photos), ReportActs()) }
    }

    @Test
    fun `report alike`() {
        val photos = listOf(photo(stain = true))
        everywhere("report-alike") { ReportScreen(Samples.alike(photos), ReportActs()) }
    }

    @Test
    fun hazard() {
        val state = Samples.hazard(photo(stain = true), photo(stain = false))
        everywhere("hazard") { HazardScreen(state, HazardActs()) }
        everywhere("hazard-whole", height = 2300) { HazardScreen(state, HazardActs()) }
    }

    @Test
    fun `hazard asks`() {
        val state = Samples.hazard(photo(stain = true), photo(stain = false))
        val acts = HazardActs(until = { LocalDate.parse("2026-11-20").plusDays(it) })
        everywhere("hazard-asks") { HazardScreen(state.copy(asking = Ask.EXTEND), acts) }
    }

    @Test
    fun training() = everywhere("training") { TrainingScreen(Samples.trainings, TrainingActs()) }

    @Test
    fun `training session`() =
        everywhere("training-session") { TrainingScreen(Samples.session, TrainingActs()) }

    @Test
    fun `training opening`() = everywhere("training-opening") {
        TrainingScreen(TrainingState(opening = Opening("用电安全")), TrainingActs())
    }

    @Test
    fun `training roster`() =
        everywhere("training-roster") { TrainingScreen(Samples.roster, TrainingActs()) }

    @Test
    fun `training code`() =
        everywhere("training-code") { TrainingScreen(Samples.myCode, TrainingActs()) }

    @Test
    fun sync() {
        everywhere("sync") { SyncScreen(Samples.sync, SyncActs()) }
        everywhere("sync-whole", height = 1300) { SyncScreen(Samples.sync, SyncActs()) }
    }

    @Test
    fun `sync dismissed`() =
        everywhere("sync-dismissed") { SyncScreen(Samples.dismissed, SyncActs()) }

    @Test
    fun me() = everywhere("me") { MeScreen(Samples.me, MeActs()) }

    private fun photo(stain: Boolean) = Samples.photo(folder.newFile(), stain)

    private fun everywhere(name: String, height: Int? = null, screen: @Composable () -> Unit) {
        for (variant in Variant.entries) {
            val file = File(SHOTS, "$name-${variant.ending}.png")
            val kept = all || file.nameWithoutExtension in KEPT
            if (!kept && variant !in ALWAYS) continue
            val size = height?.let { "h\\d+dp".toRegex().replace(variant.qualifiers, "h${it}dp") }
            RuntimeEnvironment.setQualifiers(size ?: variant.qualifiers)
            RuntimeEnvironment.setFontScale(variant.fontScale)
            ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
                scenario.onActivity { it.setContent { Look { screen() } } }
                rule.settle("photos of $name") { photosAreThere() }
                rule.checkTouchAndText("$name ${variant.ending}")
                if (kept) scenario.onActivity { it.photograph().save(file) }
            }
        }
    }

    /** Photos are read off the main thread. */
    private fun photosAreThere(): Boolean {
        Thread.sleep(60)
        return true
    }

    private companion object {
        val all = System.getProperty("fangxian.screenshots.all") != null

        /** Every screen is checked on these, with a picture or without. */
        val ALWAYS = setOf(Variant.ZH, Variant.EN_SMALL)

        /** Every screen in Chinese, and of the rest what shows most. */
        val KEPT = setOf(
            "start-zh", "start-refused-zh", "list-zh", "list-empty-zh", "report-empty-zh",
            "report-zh", "report-alike-zh", "hazard-zh", "hazard-whole-zh", "hazard-asks-zh",
            "training-zh",
            "training-session-zh", "training-opening-zh", "training-roster-zh",
            "training-code-zh", "sync-whole-zh", "sync-dismissed-zh",
            "me-zh",
            "list-zh-dark", "hazard-zh-dark", "sync-zh-dark",
            "start-en", "list-en", "report-en", "hazard-en", "sync-en",
            "list-zh-small", "report-zh-small", "hazard-zh-small", "me-en-small",
        )
    }
}
