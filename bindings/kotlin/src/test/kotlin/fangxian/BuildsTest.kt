package fangxian

import java.io.File
import kotlin.test.assertContains
import kotlin.test.assertNotEquals
import org.junit.jupiter.api.Test

/** A library that is not of one build with the sources is refused before it does anything. */
class BuildsTest {
    @Test
    fun `a library with another contract is refused clearly`() = refused(
        "contract", "请从同一次构建里取", "contract version mismatch", "take both from one build",
    )

    @Test
    fun `a library with another function is refused clearly`() = refused(
        "checksum", "请从同一次构建里取", "API checksum mismatch", "take both from one build",
    )

    @Test
    fun `a library of another version is refused clearly`() = refused(
        "version", "请安装同一版本", "0.1.0 found the library of 9.9.9: install both",
    )

    @Test
    fun `a library that is not there is said plainly`() = refused(
        "nowhere", "请从同一次构建里取", "Unable to load library", "take both from one build",
    )

    /** Runs the quickstart in a process of its own against the library in which this [differs]. */
    private fun refused(differs: String, vararg words: String) {
        val library = File(System.getenv("FANGXIAN_OTHER_BUILDS"), "$differs/libfangxian_bindings.so")
        val (ended, said) = quickstart("http://127.0.0.1:1/", "0000-0000-0000", library)
        assertNotEquals(0, ended)
        assertContains(said, "FangxianException\$Reopen")
        words.forEach { assertContains(said, it) }
    }
}
