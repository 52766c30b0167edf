package fangxian.demo

import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.codes.Qr
import java.time.Instant
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Codes come back as they went, as text and as a picture; what is not ours is none. */
class CodesTest {
    private val shown = Instant.ofEpochSecond(1_795_000_000)

    private val codes = listOf(
        Code.Enrolment("https://centre.example:8443/a?b=c&d=e", "AB12-CD34"),
        Code.Door("01J5ZK"),
        Code.Present("p-0001", shown),
    )

    @Test
    fun `every code comes back as text`() {
        for (code in codes) assertEquals(code, Codes.read(Codes.text(code)))
    }

    @Test
    fun `what is not ours is none`() {
        val others = listOf(
            "", "https://example.com/", "fangxian:", "fangxian://", "fangxian://site/",
            "fangxian://enrol?url=x", "fangxian://person/p-1?at=soon", "fangxian://other/x", "%%%",
        )
        for (text in others) assertNull(text, Codes.read(text))
    }

    @Test
    fun `a person's code holds for a short while either way`() {
        val code = Code.Present("p-0001", shown)
        for (seconds in listOf(-90L, 0L, 90L)) {
            assertTrue("$seconds", Codes.isFresh(code, shown.plusSeconds(seconds)))
        }
        for (seconds in listOf(-91L, 91L)) {
            assertFalse("$seconds", Codes.isFresh(code, shown.plusSeconds(seconds)))
        }
    }

    @Test
    fun `a picture of a code is read again and one without a code is not`() {
        for (code in codes) {
            val (pixels, side) = picture(Qr.squares(Codes.text(code)), scale = 5)
            assertEquals(code, Codes.read(Qr.read(pixels, side, side)!!))
        }
        assertNull(Qr.read(IntArray(200 * 200) { -1 }, 200, 200))
    }

    private fun picture(rows: List<List<Boolean>>, scale: Int): Pair<IntArray, Int> {
        val side = rows.size * scale
        val pixels = IntArray(side * side) { at ->
            if (rows[at / side / scale][at % side / scale]) BLACK else WHITE
        }
        return pixels to side
    }

    private companion object {
        const val BLACK = 0xFF000000.toInt()
        const val WHITE = -1
    }
}
