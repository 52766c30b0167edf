package fangxian.demo

import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.w3c.dom.Element

/** The project's own files, for tests that read them. */
object Sources {
    /** The folder `android-demo`, wherever the tests were started. */
    val demo: File = generateSequence(File("").absoluteFile) { it.parentFile }
        .first { File(it, "offline/pom.xml").isFile && File(it, "models").isDirectory }

    /** The checkout. */
    val checkout: File = demo.parentFile

    /** Every Kotlin file of a module that ships. */
    fun of(module: String): List<File> =
        File(demo, "$module/src/main/kotlin").walk().filter { it.extension == "kt" }.toList()

    /** Every Kotlin file, the tests' too. */
    fun all(): List<File> = listOf("models", "data", "app").flatMap { module ->
        File(demo, "$module/src").walk().filter { it.extension == "kt" }.toList()
    }

    /** The code of a file: no comments, no blank lines. */
    fun code(file: File): String = file.readText()
        .replace(Regex("/\\*.*?\\*/", RegexOption.DOT_MATCHES_ALL), "")
        .replace(Regex("(?m)(^|\\s)//.*$"), "")

    /** The elements of an XML file by their name. */
    fun elements(file: File, name: String): List<Element> {
        val document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file)
        val found = document.getElementsByTagName(name)
        return List(found.length) { found.item(it) as Element }
    }
}
