package fangxian.demo

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.media.ExifInterface
import fangxian.demo.android.SmallPhotos
import java.io.File
import kotlin.random.Random
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Photos travel small, upright, and without what the camera noted beside them. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = android.app.Application::class)
class SmallPhotosTest {
    @get:Rule
    val folder = TemporaryFolder()

    private fun shrink(file: File) = runBlocking { SmallPhotos().shrink(file) }

    @Test
    fun `a large photo becomes small`() {
        val small = shrink(noise(3000, 2000))!!
        assertTrue("${small.size} bytes", small.size <= 300_000)
        val read = BitmapFactory.decodeByteArray(small, 0, small.size)
        assertTrue("${read.width} × ${read.height}", read.width in 800..1600)
        assertEquals(1.5, read.width / read.height.toDouble(), 0.01)
    }

    @Test
    fun `a photo taken sideways becomes upright and forgets where it was taken`() {
        val file = noise(80, 40)
        ExifInterface(file.path).apply {
            setAttribute(
                ExifInterface.TAG_ORIENTATION, "${ExifInterface.ORIENTATION_ROTATE_90}",
            )
            setAttribute(ExifInterface.TAG_GPS_LATITUDE, "31/1,30/1,0/1")
            saveAttributes()
        }
        val small = shrink(file)!!
        val read = BitmapFactory.decodeByteArray(small, 0, small.size)
        assertEquals(40 to 80, read.width to read.height)
        val kept = folder.newFile().apply { writeBytes(small) }
        assertNull(ExifInterface(kept.path).getAttribute(ExifInterface.TAG_GPS_LATITUDE))
    }

    @Test
    fun `what is no picture is none`() {
        assertNull(shrink(folder.newFile().apply { writeText("not a picture") }))
        assertNull(shrink(folder.newFile()))
    }

    /** Worse to compress than any photo. */
    private fun noise(width: Int, height: Int): File {
        val random = Random(7)
        val pixels = IntArray(width * height) { random.nextInt() or 0xFF000000.toInt() }
        val bitmap = Bitmap.createBitmap(pixels, width, height, Bitmap.Config.ARGB_8888)
        return folder.newFile().apply {
            outputStream().use { bitmap.compress(Bitmap.CompressFormat.JPEG, 95, it) }
        }
    }
}
