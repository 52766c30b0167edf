package fangxian.demo

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Every word on a screen is in both languages, used, and written in no other place. */
class WordsTest {
    private val chinese = strings("values")
    private val english = strings("values-en")

    private fun strings(folder: String): Map<String, String> {
        val file = File(Sources.demo, "app/src/main/res/$folder/strings.xml")
        return Sources.elements(file, "string")
            .associate { it.getAttribute("name") to it.textContent }
    }

    private fun holes(text: String) = Regex("%\\d\\$[ds]").findAll(text).map { it.value }.toSet()

    @Test
    fun `both languages have the same words with the same holes`() {
        assertTrue(chinese.size > 200)
        assertEquals(chinese.keys.toList(), english.keys.toList())
        for ((key, text) in chinese) assertEquals(key, holes(text), holes(english.getValue(key)))
    }

    @Test
    fun `no word is empty or in the wrong language`() {
        val han = Regex("\\p{IsHan}")
        val brief = setOf("app_name", "training_in_out")
        for ((key, text) in chinese) assertTrue("$key: $text", key in brief || han in text)
        for ((key, text) in english) {
            assertTrue("$key: $text", text.isNotBlank() && han !in text)
        }
    }

    @Test
    fun `every word is used and every used word is there`() {
        val code = Sources.of("app").joinToString("\n", transform = Sources::code)
        val manifest = File(Sources.demo, "app/src/main/AndroidManifest.xml").readText()
        val used = Regex("R\\.string\\.(\\w+)").findAll(code).map { it.groupValues[1] } +
            Regex("@string/(\\w+)").findAll(manifest).map { it.groupValues[1] }
        assertEquals(chinese.keys.sorted(), used.toSet().sorted())
    }

    @Test
    fun `no screen has words of its own`() {
        val spoken = Regex("\"[^\"$]*\\p{IsHan}[^\"]*\"")
        val parts = "Text|Note|Heading|MainButton|OtherButton|Tag|Done|Calm|Problem"
        val shown = Regex("\\b($parts)\\(\"[^\"$]*\\w")
        for (module in listOf("app", "models", "data")) {
            for (file in Sources.of(module)) {
                val code = Sources.code(file)
                val found = spoken.find(code) ?: shown.find(code)
                assertEquals("${file.name}: a word outside strings.xml", null, found?.value)
            }
        }
    }

    @Test
    fun `every icon says what it is or stands beside words`() {
        for (file in Sources.of("app")) {
            for (icon in Regex("\\bIcon\\(([^)]*)\\)?").findAll(Sources.code(file))) {
                val said = icon.groupValues[1]
                val described = "stringResource(" in said || "removing(" in said
                val beside = "contentDescription = null" in said
                assertTrue("${file.name}: ${icon.value}", described || beside)
                val may = file.name in ICONS_BESIDE_WORDS
                assertTrue("${file.name}: ${icon.value}", may || !beside)
            }
        }
    }

    private companion object {
        /** The tabs' icons stand over their words, the search's before its own. */
        val ICONS_BESIDE_WORDS = setOf("MainScreen.kt", "ListScreen.kt")
    }
}
