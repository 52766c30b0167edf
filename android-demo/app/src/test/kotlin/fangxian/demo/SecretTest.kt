package fangxian.demo

import fangxian.demo.android.SealedSecret
import java.io.File
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** The secret is sealed where it lies, and opens with its own key only. */
class SecretTest {
    @get:Rule
    val folder = TemporaryFolder()

    private val secret = ByteArray(32) { it.toByte() }

    private fun key(): SecretKey = KeyGenerator.getInstance("AES").apply { init(256) }.generateKey()

    @Test
    fun `a secret comes back and does not lie there in plain`() {
        val file = File(folder.root, "secret")
        val key = key()
        val sealed = SealedSecret(file) { key }
        assertNull(sealed.load())
        sealed.save(secret)
        assertArrayEquals(secret, SealedSecret(file) { key }.load())
        val text = file.readBytes().joinToString(",")
        assertFalse(secret.joinToString(",") in text)
        assertNull("on another phone it is no secret", SealedSecret(file) { key() }.load())
    }
}
