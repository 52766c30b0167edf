package fangxian.demo

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.os.Handler
import android.os.Looper
import android.view.PixelCopy
import android.view.View
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.text.TextLayoutResult
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowDialog

/** A phone as the pictures show it. */
enum class Variant(val qualifiers: String, val fontScale: Float = 1f) {
    ZH("zh-rCN-w411dp-h891dp-port-notnight-hdpi"),
    ZH_DARK("zh-rCN-w411dp-h891dp-port-night-hdpi"),
    EN("en-rUS-w411dp-h891dp-port-notnight-hdpi"),

    /** An old phone of someone who reads large type. */
    ZH_SMALL("zh-rCN-w320dp-h569dp-port-notnight-hdpi", 1.3f),
    EN_SMALL("en-rUS-w320dp-h569dp-port-notnight-hdpi", 1.3f);

    val ending: String get() = name.lowercase().replace('_', '-')
}

/** Lets everything that waits on the main thread run until [done]. */
fun ComposeTestRule.settle(what: String, done: () -> Boolean) {
    val until = System.currentTimeMillis() + 30_000
    while (System.currentTimeMillis() < until) {
        shadowOf(Looper.getMainLooper()).idle()
        waitForIdle()
        if (done()) return
        Thread.sleep(20)
    }
    val there = onAllNodes(hasText).fetchSemanticsNodes().joinToString(" / ") { it.words() }
    throw AssertionError("never came: $what; there is: $there")
}

/** A picture of the activity and of a dialog over it. */
fun Activity.photograph(): Bitmap {
    val view = window.decorView
    val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    var result = -1
    PixelCopy.request(window, picture, { result = it }, Handler(Looper.getMainLooper()))
    shadowOf(Looper.getMainLooper()).idle()
    assertEquals(PixelCopy.SUCCESS, result)
    ShadowDialog.getLatestDialog()?.takeIf { it.isShowing }?.let {
        picture.drawOver(it.window!!.decorView)
    }
    return picture
}

private fun Bitmap.drawOver(dialog: View) {
    val canvas = Canvas(this)
    canvas.drawColor(Color.argb(140, 0, 0, 0))
    canvas.translate((width - dialog.width) / 2f, (height - dialog.height) / 2f)
    dialog.draw(canvas)
}

fun Bitmap.save(file: File) {
    file.parentFile!!.mkdirs()
    file.outputStream().use { compress(Bitmap.CompressFormat.PNG, 100, it) }
}

/** What can be tapped is large enough and has words, and no word is cut off. */
fun ComposeTestRule.checkTouchAndText(where: String) {
    val density = density.density
    for (node in onAllNodes(hasClickAction()).fetchSemanticsNodes()) {
        val bounds = node.touchBoundsInRoot
        val words = node.words()
        assertTrue("$where: no words on what lies at $bounds", words.isNotBlank())
        if (node.isWhole(bounds)) {
            val (width, height) = bounds.width / density to bounds.height / density
            assertTrue("$where: “$words” is $width × $height dp", width >= 47.5 && height >= 47.5)
        }
    }
    for (node in onAllNodes(hasText, useUnmergedTree = true).fetchSemanticsNodes()) {
        val layouts = mutableListOf<TextLayoutResult>()
        node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(layouts)
        assertTrue("$where: “${node.words()}” is cut off", layouts.none { it.isCut() })
    }
}

/** `hasVisualOverflow` is true for a fraction of a pixel, which nobody sees. */
private fun TextLayoutResult.isCut(): Boolean = multiParagraph.didExceedMaxLines ||
    isLineEllipsized(lineCount - 1) || multiParagraph.height > size.height + 2

private val hasText = SemanticsMatcher("has text") {
    it.config.getOrNull(SemanticsProperties.Text) != null
}

/** Not half scrolled away. */
private fun SemanticsNode.isWhole(touch: Rect): Boolean {
    val visible = boundsInRoot
    return touch.height >= size.height && visible.height >= size.height &&
        visible.width >= size.width
}

/** Everything a screen reader would say for it. */
private fun SemanticsNode.words(): String {
    val own = config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() +
        config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
        listOfNotNull(config.getOrNull(SemanticsProperties.EditableText)?.text)
    return own.joinToString(" ")
}
