package fangxian

import java.io.File
import java.nio.file.Files
import java.nio.file.StandardCopyOption
import kotlin.concurrent.thread
import kotlin.test.assertEquals

/**
 * A `fangxian-server` process on a folder of its own; with [beginsMs], the same by a clock that a
 * file tells.
 */
class Centre(
    val folder: File = Files.createTempDirectory("fangxian-centre").toFile(),
    tables: File = File(root, "tests/data/wangchuan"),
    beginsMs: Long? = null,
) : AutoCloseable {
    val process: Process
    val url: String

    /** The file that tells the time, if one does. */
    val clock: File? = beginsMs?.let { File(folder, "clock") }

    init {
        beginsMs?.let(::tell)
        val program = clock?.let { clocked } ?: server
        val words = listOf("serve", "--listen", "127.0.0.1:0", "--name", "测试中心")
        val byClock = clock?.let { listOf("--clock", it.path) }.orEmpty()
        process = ProcessBuilder(
            listOf(program) + words + listOf("--data", folder.path) + byClock,
        ).redirectError(File(folder, "centre.log")).start()
        val lines = process.inputStream.bufferedReader()
        val said = generateSequence { lines.readLine() }
        url = said.firstNotNullOf { line ->
            line.takeIf { it.startsWith("listening on ") }?.removePrefix("listening on ")
        }.trim() + "/"
        // Keeps reading, so that the centre never blocks on a full pipe.
        thread(isDaemon = true) { lines.forEachLine { } }
        val files = listOf("units", "people", "posts")
            .flatMap { listOf("--$it", File(tables, "$it.csv").path) }
        admin("import", *files.toTypedArray())
    }

    fun admin(vararg words: String): String {
        val command = listOf(server, "admin", "--data", folder.path) + words
        val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.bufferedReader().readText()
        assertEquals(0, process.waitFor(), command.joinToString(" "))
        return said
    }

    /** Sets its clock. */
    fun tell(nowMs: Long) {
        val new = File(folder, "clock.new").apply { writeText(nowMs.toString()) }
        val there = File(folder, "clock").toPath()
        Files.move(new.toPath(), there, StandardCopyOption.ATOMIC_MOVE)
    }

    fun code(person: String): String {
        clock?.let {
            val words = listOf("code", "--data", folder.path, "--person", person, "--clock", it.path)
            val said = ProcessBuilder(listOf(clocked) + words).start().inputStream
            return said.bufferedReader().readText().trim()
        }
        val said = admin("enrol-code", "--person", person, "--json")
        return Regex("\"code\"\\s*:\\s*\"([^\"]+)\"").find(said)!!.groupValues[1]
    }

    /** A new phone, enrolled for `person`. */
    suspend fun phone(person: String, options: OpenOptions = OpenOptions()): Ledger =
        Ledger.open(folder(), options).also { it.enrol(url, code(person)) }

    /** Ends it as a power cut would. */
    override fun close() {
        process.destroyForcibly().waitFor()
        folder.deleteRecursively()
    }

    companion object {
        val root: File = generateSequence(File("").absoluteFile) { it.parentFile }
            .first { File(it, "tests/data/wangchuan").isDirectory }
        private val server: String = System.getenv("FANGXIAN_SERVER_BIN")
        private val clocked: String = File(File(server).parentFile, "centre").path

        /** One centre for all tests that do not mind each other. */
        val shared: Centre by lazy {
            Centre().also { Runtime.getRuntime().addShutdownHook(thread(start = false) { it.close() }) }
        }

        fun folder(): File = Files.createTempDirectory("fangxian-phone").toFile().also {
            Runtime.getRuntime().addShutdownHook(thread(start = false) { it.deleteRecursively() })
        }
    }
}

val once = Backoff(firstMs = 10, capMs = 10, triesMax = 1U)

/** Every phone once, in order; each must end up to date. */
suspend fun sync(vararg phones: Ledger) {
    for (phone in phones) assertEquals(SyncOutcome.UpToDate, phone.sync(once).outcome)
}

/** A grid worker's phone and the township's. */
suspend fun twoPhones(story: suspend (grid: Ledger, township: Ledger) -> Unit) {
    Centre.shared.phone("p-0001").use { grid ->
        Centre.shared.phone("p-0003").use { township -> story(grid, township) }
    }
}

/**
 * Runs the README's quickstart in a process of its own, as a host would: how it ended, and what it
 * said. [library] takes the place of the library under test.
 */
fun quickstart(url: String, code: String, library: File? = null): Pair<Int, String> {
    val path = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
    val java = File(System.getProperty("java.home"), "bin/java").path
    val options = listOfNotNull(
        "-Djna.library.path=${System.getProperty("jna.library.path")}",
        library?.let { "-Duniffi.component.fangxian_bindings.libraryOverride=$it" },
        "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8",
    )
    val program = listOf("-cp", path, "snippets.quickstart.QuickstartKt", url, code)
    val process = ProcessBuilder(listOf(java) + options + program)
        .directory(Centre.folder()).redirectErrorStream(true).start()
    val said = process.inputStream.bufferedReader().readText()
    return process.waitFor() to said
}
