package fangxian.demo.android

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Matrix
import android.media.ExifInterface
import fangxian.demo.phone.PhotoShrinker
import java.io.ByteArrayOutputStream
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Clear enough to see a crack, small enough for a weak signal. */
private const val BYTES_MAX = 300_000
private val TRIES = listOf(1600 to 85, 1600 to 70, 1600 to 50, 1200 to 50, 800 to 50)

/** Makes upright JPEG copies of at most 300 kB. What the camera noted beside them stays behind. */
class SmallPhotos : PhotoShrinker {
    override suspend fun shrink(original: File): ByteArray? = withContext(Dispatchers.IO) {
        val copies = TRIES.asSequence().mapNotNull { (longerSide, quality) ->
            decode(original, longerSide)?.upright(original)?.compress(quality)
        }
        copies.firstOrNull { it.size <= BYTES_MAX }
    }

    private fun Bitmap.compress(quality: Int): ByteArray {
        val bytes = ByteArrayOutputStream()
        compress(Bitmap.CompressFormat.JPEG, quality, bytes)
        return bytes.toByteArray()
    }

    private fun Bitmap.upright(original: File): Bitmap {
        val exif = ExifInterface(original.path)
        val turned = when (exif.getAttributeInt(ExifInterface.TAG_ORIENTATION, 0)) {
            ExifInterface.ORIENTATION_ROTATE_90 -> 90f
            ExifInterface.ORIENTATION_ROTATE_180 -> 180f
            ExifInterface.ORIENTATION_ROTATE_270 -> 270f
            else -> return this
        }
        val turn = Matrix().apply { postRotate(turned) }
        return Bitmap.createBitmap(this, 0, 0, width, height, turn, true)
    }
}

/** A picture with its longer side of about [longerSide] pixels; nothing when it is none. */
fun decode(file: File, longerSide: Int): Bitmap? {
    val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    BitmapFactory.decodeFile(file.path, size)
    val longer = maxOf(size.outWidth, size.outHeight)
    if (longer <= 0) return null
    val options = BitmapFactory.Options().apply {
        inSampleSize = Integer.highestOneBit(maxOf(1, longer / longerSide))
    }
    val read = BitmapFactory.decodeFile(file.path, options) ?: return null
    val scale = longerSide.toFloat() / maxOf(read.width, read.height)
    if (scale >= 1f) return read
    val (width, height) = (read.width * scale).toInt() to (read.height * scale).toInt()
    return Bitmap.createScaledBitmap(read, maxOf(1, width), maxOf(1, height), true)
}
