package fangxian.demo

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.os.Handler
import android.os.Looper
import android.view.PixelCopy
import android.view.View
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

/** Where pictures go. */
val SHOTS = File(System.getProperty("fangxian.screenshots") ?: "build/screenshots")

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
    val targets = onAllNodes(hasClickAction()).fetchSemanticsNodes()
    for (node in targets) {
        val at = node.touchBoundsInRoot
        assertTrue("$where: no words on what lies at $at", node.words().isNotBlank())
    }
    val whole = targets.filter { it.isWhole() }
    for (node in whole) {
        val (words, touch) = node.words() to node.touchBoundsInRoot
        // Compose widens what is small, into its neighbours: so it may hardly be small itself.
        val drawn = minOf(node.size.width, node.size.height) / density
        val reached = minOf(touch.width, touch.height) / density
        assertTrue("$where: “$words” is $drawn dp", drawn >= 39.5 && reached >= 47.5)
        val near = whole.filter { it.isBeside(node) && it.touchBoundsInRoot.overlaps(touch) }
        assertTrue("$where: “$words” and “${near.map { it.words() }}”", near.isEmpty())
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

/** Neither of the two lies in the other. */
private fun SemanticsNode.isBeside(other: SemanticsNode): Boolean {
    fun SemanticsNode.within() = generateSequence(this) { it.parent }.map { it.id }
    return root == other.root && other.id !in within() && id !in other.within()
}

/** Not half scrolled away. */
private fun SemanticsNode.isWhole(): Boolean =
    boundsInRoot.height >= size.height && boundsInRoot.width >= size.width

/** Everything a screen reader would say for it. */
private fun SemanticsNode.words(): String {
    val own = config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() +
        config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
        listOfNotNull(config.getOrNull(SemanticsProperties.EditableText)?.text)
    return own.joinToString(" ")
}
