package fangxian.demo

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.provider.MediaStore
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasScrollAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.junit4.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import fangxian.Centre
import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.codes.Qr
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The app as a person uses it, by its Chinese words: real activity, real ledger, real centre. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(
    sdk = [34],
    application = TestApplication::class,
    qualifiers = "zh-rCN-w411dp-h891dp-port-hdpi",
)
class AppTest {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()

    private val app get() = rule.activity.application as TestApplication

    @After
    fun close() = runBlocking { app.records().close() }

    private fun sees(text: String) = rule.settle("“$text”") {
        rule.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().isNotEmpty()
    }

    /** Taps what says just that, once it can be tapped: a tap on what cannot is lost. */
    private fun tap(text: String) {
        val ready = hasText(text) and isEnabled()
        rule.settle("“$text” to tap") { rule.onAllNodes(ready).fetchSemanticsNodes().isNotEmpty() }
        rule.onAllNodes(ready).onLast().performClick()
    }

    /** Scrolls to what may lie below, then taps it. */
    private fun find(text: String) {
        rule.settle("something that scrolls") {
            rule.onAllNodes(hasScrollAction()).fetchSemanticsNodes().isNotEmpty()
        }
        rule.onAllNodes(hasScrollAction()).onFirst().performScrollToNode(hasText(text))
        tap(text)
    }

    private fun type(label: String, text: String) {
        val field = hasText(label) and hasSetTextAction()
        rule.settle("“$label” to fill in") {
            rule.onAllNodes(field).fetchSemanticsNodes().isNotEmpty()
        }
        rule.onNode(field).performTextInput(text)
    }

    /** The camera app: takes [picture] of what is in front of it, and comes back. */
    private fun camera(picture: Bitmap) {
        rule.settle("the camera") {
            shadowOf(rule.activity).peekNextStartedActivityForResult() != null
        }
        val asked = shadowOf(rule.activity).nextStartedActivityForResult
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, asked.intent.action)
        val folders = listOf(File(app.filesDir, "draft"), File(app.cacheDir, "passing"))
        val empty = folders.flatMap { it.listFiles().orEmpty().toList() }
            .single { it.length() == 0L && it.extension == "jpg" }
        empty.outputStream().use { picture.compress(Bitmap.CompressFormat.JPEG, 95, it) }
        shadowOf(rule.activity).receiveResult(asked.intent, Activity.RESULT_OK, null)
    }

    private fun codePicture(code: Code): Bitmap {
        val rows = Qr.squares(Codes.text(code))
        val small = Bitmap.createBitmap(rows.size, rows.size, Bitmap.Config.ARGB_8888)
        rows.forEachIndexed { y, row ->
            row.forEachIndexed { x, dark ->
                small.setPixel(x, y, if (dark) 0xFF000000.toInt() else -1)
            }
        }
        return Bitmap.createScaledBitmap(small, rows.size * 8, rows.size * 8, false)
    }

    private fun enrol(person: String) {
        tap("扫登记码")
        camera(codePicture(Code.Enrolment(Centre.shared.url, Centre.shared.code(person))))
        sees("我的台账")
    }

    @Test
    fun `a code that is typed enrols the phone`() {
        sees("不会记")
        tap("手工输入")
        type("中心地址", Centre.shared.url)
        type("登记码", Centre.shared.code("p-0001"))
        tap("登记")
        sees("还没有隐患")
    }

    @Test
    fun `report by photo, look at it, say more, upload`() {
        enrol("p-0001")
        tap("上报隐患")
        tap("拍照")
        camera(Bitmap.createBitmap(640, 480, Bitmap.Config.ARGB_8888))
        rule.settle("the photo") {
            rule.onAllNodesWithText("先拍照", substring = true).fetchSemanticsNodes().isEmpty()
        }
        rule.onNodeWithContentDescription("照片1").assertIsDisplayed()
        type("有什么危险", "三号楼护栏松动")
        type("在哪里", "三棵槐村")
        tap("保存")
        sees("已存进这部手机")
        rule.onNodeWithContentDescription("返回").performClick()

        sees("还有1条没上传")
        sees("只在这部手机里")
        tap("三号楼护栏松动")
        sees("YH-")
        tap("还危险")
        type("看到了什么", "晃得更厉害")
        tap("保存")
        sees("已记下")
        rule.onNodeWithContentDescription("返回").performClick()

        tap("上传")
        sees("1条记录还没全到镇里")
        tap("现在上传")
        sees("照片在等 Wi-Fi,别的都传了")
        tap("隐患")
        sees("只在这部手机里")
        tap("上传")
        tap("照片只用 Wi-Fi 传")
        // That wakes the worker, too: while it uploads, a tap is answered that someone does.
        rule.settle("“都上传了”") {
            val now = rule.onAllNodes(hasText("现在上传") and isEnabled())
            if (now.fetchSemanticsNodes().isNotEmpty()) now.onLast().performClick()
            rule.onAllNodesWithText("都上传了").fetchSemanticsNodes().isNotEmpty()
        }
        tap("隐患")
        sees("镇里收到了")
        rule.activity.photograph().save(File(SHOTS, "app-zh.png"))
    }

    @Test
    fun `open a session, sign in by code and by list`() {
        enrol("p-0001")
        tap("上传")
        tap("现在上传")
        sees("上次:")
        tap("培训")
        tap("开一场培训")
        type("讲什么", "用电安全")
        tap("现在开始")
        tap("扫来人的签到码")
        camera(codePicture(Code.Present("p-0002", app.clock.instant())))
        sees("示例乙 已签到")
        find("按名单勾")
        tap("示例丁")
        tap("签到1人")
        sees("2人")
        rule.onNodeWithContentDescription("返回").performClick()
        tap("我的签到码")
        sees("给开会的人扫")
    }

    @Test
    fun `see what is stored about me, take it along, call the hotline`() {
        enrol("p-0001")
        tap("上传")
        tap("现在上传")
        sees("上次:")
        tap("我")
        sees("示例甲")
        tap("导出给我")
        rule.settle("who takes it") { shadowOf(rule.activity).peekNextStartedActivity() != null }
        val chooser = shadowOf(rule.activity).nextStartedActivity
        @Suppress("DEPRECATION")
        val send = chooser.getParcelableExtra<Intent>(Intent.EXTRA_INTENT)!!
        val text = send.getStringExtra(Intent.EXTRA_TEXT)!!
        assertTrue(text, "示例甲" in text && "p-0001" in text && "三棵槐村 网格员" in text)
        find("打 12345")
        assertEquals("tel:12345", shadowOf(rule.activity).nextStartedActivity.dataString)
    }
}
