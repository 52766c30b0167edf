package fangxian.demo.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import fangxian.demo.data.SecretStore
import java.io.File
import java.security.KeyStore
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

private const val PROVIDER = "AndroidKeyStore"
private const val ALIAS = "fangxian"
private const val NONCE_BYTES = 12
private const val TAG_BITS = 128

/** Keeps the device's secret in [file], sealed by a key that [key] gives. */
class SealedSecret(private val file: File, private val key: () -> SecretKey) : SecretStore {
    override fun load(): ByteArray? {
        if (!file.exists()) return null
        val sealed = file.readBytes()
        val nonce = GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES)
        val cipher = cipher { init(Cipher.DECRYPT_MODE, key(), nonce) }
        return try {
            cipher.doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
        } catch (_: AEADBadTagException) {
            // Sealed by the hardware of another phone: here it is no secret.
            null
        }
    }

    override fun save(secret: ByteArray) {
        val cipher = cipher { init(Cipher.ENCRYPT_MODE, key()) }
        val half = File(file.path + ".half")
        half.writeBytes(cipher.iv + cipher.doFinal(secret))
        check(half.renameTo(file)) { "the sealed secret could not be put in place" }
    }

    private fun cipher(start: Cipher.() -> Unit) =
        Cipher.getInstance("AES/GCM/NoPadding").apply(start)
}

/** The key that never leaves the phone's hardware; made when there is none. */
fun hardwareKey(): SecretKey {
    val store = KeyStore.getInstance(PROVIDER).apply { load(null) }
    (store.getKey(ALIAS, null) as? SecretKey)?.let { return it }
    val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
    val wanted = KeyGenParameterSpec.Builder(ALIAS, purposes)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .build()
    val maker = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
    return maker.apply { init(wanted) }.generateKey()
}
