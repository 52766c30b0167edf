package fangxian.demo.codes

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.EncodeHintType
import com.google.zxing.ReaderException
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import com.google.zxing.qrcode.QRCodeWriter

/** QR pictures: text to squares, and a photo to text. */
object Qr {
    /** Rows of squares, dark is true, with the quiet edge around them. */
    fun squares(text: String): List<List<Boolean>> {
        val hints = mapOf(EncodeHintType.CHARACTER_SET to "UTF-8", EncodeHintType.MARGIN to 2)
        val matrix = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints)
        return List(matrix.height) { y -> List(matrix.width) { x -> matrix[x, y] } }
    }

    /** The text in a picture of [width] × [height] pixels; nothing when there is no code. */
    fun read(pixels: IntArray, width: Int, height: Int): String? {
        val bitmap = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(width, height, pixels)))
        return try {
            QRCodeReader().decode(bitmap, mapOf(DecodeHintType.TRY_HARDER to true)).text
        } catch (_: ReaderException) {
            null
        }
    }
}
