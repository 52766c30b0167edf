package fangxian.demo

import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** What may be imported where, which permissions there are and why, and versions that agree. */
class ProjectTest {
    private val manifest = File(Sources.demo, "app/src/main/AndroidManifest.xml")

    @Test
    fun `only data names the bindings and models name no Android`() {
        val bindings = Regex("import fangxian\\.(?!demo\\.)")
        val android = Regex("import androidx?\\.")
        for (file in Sources.of("app") + Sources.of("models")) {
            assertFalse("${file.name} names the bindings", bindings in file.readText())
        }
        for (file in Sources.of("models") + Sources.of("data")) {
            assertFalse("${file.name} names Android", android in file.readText())
        }
        assertTrue(Sources.of("data").any { bindings in it.readText() })
    }

    @Test
    fun `files are short and say what lives there`() {
        for (file in Sources.all()) {
            val lines = file.readLines()
            val most = if ("/src/test/" in file.path) 600 else 400
            assertTrue("${file.name} has ${lines.size} lines", lines.size <= most)
            assertEquals("${file.name}: a long line", null, lines.firstOrNull { it.length > 100 })
            assertTrue("${file.name} says nothing of itself", "/**" in file.readText())
        }
    }

    @Test
    fun `nothing but the ledger uses the network`() {
        val network = Regex("java\\.net\\.(URL|Http|Socket)\\b|HttpURLConnection|okhttp|Socket\\(")
        for (file in Sources.of("app") + Sources.of("models") + Sources.of("data")) {
            assertFalse("${file.name} speaks to the network", network in file.readText())
        }
    }

    @Test
    fun `every permission has a reason and a use`() {
        val code = (Sources.of("app") + Sources.of("data")).joinToString("\n") { it.readText() }
        val uses = mapOf(
            "INTERNET" to "ledger.sync(",
            "ACCESS_NETWORK_STATE" to "ConnectivityManager",
            "ACCESS_FINE_LOCATION" to "ACCESS_FINE_LOCATION",
            "ACCESS_COARSE_LOCATION" to "ACCESS_COARSE_LOCATION",
            "RECORD_AUDIO" to "RECORD_AUDIO",
            "POST_NOTIFICATIONS" to "POST_NOTIFICATIONS",
        )
        val wanted = Sources.elements(manifest, "uses-permission")
            .map { it.getAttribute("android:name").removePrefix("android.permission.") }
        assertEquals(uses.keys.toList(), wanted)
        for ((permission, use) in uses) assertTrue("$permission is not used", use in code)
        val lines = manifest.readLines()
        lines.forEachIndexed { index, line ->
            if ("<uses-permission" in line) {
                assertTrue("$line has no reason", lines[index - 1].trim().startsWith("<!--"))
            }
        }
    }

    @Test
    fun `nothing is backed up and nothing travels in plain text`() {
        val application = Sources.elements(manifest, "application").single()
        assertEquals("false", application.getAttribute("android:allowBackup"))
        assertEquals(
            "@xml/data_extraction_rules", application.getAttribute("android:dataExtractionRules"),
        )
        val rules = File(Sources.demo, "app/src/main/res/xml/data_extraction_rules.xml")
        for (way in listOf("cloud-backup", "device-transfer")) {
            val excluded = Sources.elements(rules, way).single().getElementsByTagName("exclude")
            val domains = List(excluded.length) {
                excluded.item(it).attributes.getNamedItem("domain").nodeValue
            }
            val all = listOf("root", "file", "database", "sharedpref", "external")
            assertEquals(way, all, domains)
        }
        val security = File(Sources.demo, "app/src/main/res/xml/network_security.xml")
        val base = Sources.elements(security, "base-config").single()
        assertEquals("false", base.getAttribute("cleartextTrafficPermitted"))
    }

    @Test
    fun `what is tested has the versions of the catalogue`() {
        val tested = artifacts(File(Sources.demo, "offline/pom.xml"))
        val catalogue = Catalogue(File(Sources.demo, "gradle/libs.versions.toml"))
        assertTrue(catalogue.libraries.size > 15)
        for ((module, version) in catalogue.libraries) {
            // Gradle chooses the variant for Android by itself; Maven is told its name.
            val found = listOf("", "-android", "-jvm").mapNotNull { tested["$module$it"] }
            assertEquals(module, listOf(version), found)
        }
        val compiler = tested["org.jetbrains.kotlin:kotlin-compiler-embeddable"]
        assertEquals(catalogue.versions["kotlin"], compiler)
        val plugin = tested["org.jetbrains.kotlin:kotlin-compose-compiler-plugin-embeddable"]
        assertEquals(catalogue.versions["kotlin"], plugin)
    }

    @Test
    fun `the skin and the app have the same Kotlin`() {
        val skin = File(Sources.checkout, "bindings/kotlin/pom.xml").readText()
        val versions = Catalogue(File(Sources.demo, "gradle/libs.versions.toml")).versions
        for (name in listOf("kotlin", "coroutines", "jna")) {
            val said = Regex("<$name\\.version>([^<]+)<").find(skin)!!.groupValues[1]
            assertEquals(name, said, versions[name])
        }
    }

    private fun artifacts(pom: File): Map<String, String> =
        Sources.elements(pom, "artifactItem").associate { item ->
            fun text(name: String) = item.getElementsByTagName(name).item(0).textContent
            "${text("groupId")}:${text("artifactId")}" to text("version")
        }
}

/** Gradle's version catalogue, as far as it is written here. */
private class Catalogue(file: File) {
    private val lines = file.readLines()

    val versions: Map<String, String> = lines.mapNotNull {
        Regex("^([\\w-]+) = \"([^\"]+)\"$").find(it)?.destructured?.let { (name, at) -> name to at }
    }.toMap()

    val libraries: Map<String, String> = lines.mapNotNull { line ->
        val module = Regex("module = \"([^\"]+)\"").find(line)?.groupValues?.get(1)
        val version = Regex("version\\.ref = \"([^\"]+)\"").find(line)?.groupValues?.get(1)
        module?.let { it to versions.getValue(version!!) }
    }.toMap()
}
