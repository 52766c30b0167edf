package fangxian.demo

import androidx.compose.material3.ColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import fangxian.demo.look.Dark
import fangxian.demo.look.Light
import org.junit.Assert.assertTrue
import org.junit.Test

/** What is written can be read in the sun and in the dark: seven to one, as WCAG's AAA asks. */
class ContrastTest {
    @Test
    fun `words stand out from their ground`() {
        for ((name, scheme) in listOf("light" to Light, "dark" to Dark)) {
            for ((pair, ratio) in scheme.pairs().mapValues { (_, pair) -> contrast(pair) }) {
                assertTrue("$name $pair: $ratio", ratio >= 7)
            }
        }
    }

    private fun ColorScheme.pairs() = mapOf(
        "surface" to (onSurface to surface),
        "note" to (onSurfaceVariant to surface),
        "framed" to (onSurface to surfaceContainer),
        "note in a frame" to (onSurfaceVariant to surfaceContainer),
        "tag" to (onSurfaceVariant to surfaceVariant),
        "urgent tag" to (onErrorContainer to errorContainer),
        "calm" to (onTertiaryContainer to tertiaryContainer),
        "done" to (onPrimaryContainer to primaryContainer),
        "button" to (onPrimary to primary),
        "other button" to (primary to surface),
    )

    private fun contrast(pair: Pair<Color, Color>): Float {
        val (dark, light) = listOf(pair.first.luminance(), pair.second.luminance()).sorted()
        return (light + 0.05f) / (dark + 0.05f)
    }
}
