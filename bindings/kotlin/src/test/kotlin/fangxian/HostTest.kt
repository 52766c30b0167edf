package fangxian

import java.security.KeyPairGenerator
import java.security.Signature
import java.util.Collections
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

/** What the app brings: a key store, a signer, a log, a network policy. */
class HostTest {
    /** A key of the platform, which can be locked. */
    private class Hardware : Signer {
        private val pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair()
        var locked: Exception? = null

        override fun publicKey() = pair.public.encoded.takeLast(32).toByteArray()

        override fun sign(message: ByteArray): ByteArray {
            locked?.let { throw it }
            return Signature.getInstance("Ed25519").run {
                initSign(pair.private)
                update(message)
                sign()
            }
        }
    }

    private class Vault : KeyStore {
        var secret: ByteArray? = null

        override fun load() = secret

        override fun save(secret: ByteArray) {
            this.secret = secret
        }
    }

    private class Lines : LogSink {
        val lines: MutableList<Pair<LogLevel, String>> = Collections.synchronizedList(mutableListOf())

        override fun log(level: LogLevel, line: String) {
            lines += level to line
        }
    }

    private class Policy : NetworkPolicy {
        var allowed: Boolean? = true
        val asked = mutableListOf<Pair<NetworkUse, ULong>>()

        override fun permits(purpose: NetworkUse, uploadBytes: ULong): Boolean {
            asked += purpose to uploadBytes
            return allowed ?: error("no idea")
        }
    }

    @Test
    fun `a key in hardware signs and a locked one is a typed error`() = runBlocking {
        val signer = Hardware()
        Centre.shared.phone("p-0001", OpenOptions(signer = signer)).use { grid ->
            grid.reportHazard(HazardDraft("漏水"))
            sync(grid)
            for (locked in listOf(HostException.Failed("locked"), IllegalStateException("locked"))) {
                signer.locked = locked
                val error = assertFailsWith<FangxianException.KeyStore> {
                    grid.reportHazard(HazardDraft("漏电"))
                }
                assertContains(error.spoken.zh, "解锁")
                val stopped = assertIs<SyncOutcome.Stopped>(grid.sync(once).outcome)
                assertEquals(SyncFailure.CannotSign, stopped.why)
            }
            signer.locked = null
            grid.reportHazard(HazardDraft("漏电"))
            sync(grid)
        }
    }

    @Test
    fun `a secret in the key store is the same device after a restart`() = runBlocking {
        val vault = Vault()
        val folder = Centre.folder()
        val device = Ledger.open(folder, OpenOptions(keyStore = vault)).use { grid ->
            grid.enrol(Centre.shared.url, Centre.shared.code("p-0001"))
            grid.me().device
        }
        assertEquals(32, vault.secret!!.size)
        Ledger.open(folder, OpenOptions(keyStore = vault)).use { again ->
            assertEquals(device, again.me().device)
            again.reportHazard(HazardDraft("漏水"))
            sync(again)
        }
    }

    @Test
    fun `without its key a ledger is read, and its words go on once it is enrolled again`() = runBlocking {
        val folder = Centre.folder()
        val record = Ledger.open(folder, OpenOptions(signer = Hardware())).use { grid ->
            grid.enrol(Centre.shared.url, Centre.shared.code("p-0001"))
            grid.reportHazard(HazardDraft("漏水")).record
        }
        for (other in listOf(OpenOptions(signer = Hardware()), OpenOptions(keyStore = Vault()))) {
            Ledger.open(folder, other).use { grid ->
                assertEquals("漏水", grid.hazard(record).face.title)
                val error = assertFailsWith<FangxianException.NotEnrolled> { grid.me() }
                assertContains(error.spoken.zh, "再登记")
                assertFailsWith<FangxianException.NotEnrolled> { grid.reportHazard(HazardDraft("漏电")) }
            }
        }
        Ledger.open(folder, OpenOptions(keyStore = Vault())).use { grid ->
            val other = Centre.shared.code("p-0002")
            val refused = assertFailsWith<FangxianException.BadInput> { grid.enrol(Centre.shared.url, other) }
            assertEquals("code", refused.field)
            grid.enrol(Centre.shared.url, Centre.shared.code("p-0001"))
            assertEquals(1UL, grid.outbox().onlyHere)
            sync(grid)
            assertEquals(0UL, grid.outbox().onlyHere)
        }
    }

    @Test
    fun `a key store and a signer together are refused`() = runBlocking {
        val error = assertFailsWith<FangxianException.BadInput> {
            Ledger.open(Centre.folder(), OpenOptions(keyStore = Vault(), signer = Hardware()))
        }
        assertEquals("signer", error.field)
    }

    @Test
    fun `the log tells what was done and nothing that was typed`() = runBlocking {
        val log = Lines()
        Centre.shared.phone("p-0001", OpenOptions(log = log)).use { grid ->
            grid.reportHazard(HazardDraft("张三家漏水"))
            assertFailsWith<FangxianException.BadInput> {
                grid.reportHazard(HazardDraft("张三家漏水".repeat(100)))
            }
            sync(grid)
        }
        val said = log.lines.map { it.second }
        assertTrue(said.first().startsWith("open:"))
        assertEquals("closed", said.last())
        assertTrue(said.any { it.startsWith("sync: ") && "pushed: 1" in it })
        assertTrue(log.lines.any { (level, line) ->
            level == LogLevel.WARNING && line.startsWith("report_hazard:")
        })
        assertFalse(said.any { "张三" in it })
    }

    @Test
    fun `the network policy is asked and holds back`() = runBlocking {
        val policy = Policy()
        Centre.shared.phone("p-0001", OpenOptions(network = policy)).use { grid ->
            grid.reportHazard(HazardDraft("漏水"))
            for (refusing in listOf(false, null)) {
                policy.allowed = refusing
                val report = grid.sync()
                assertEquals(SyncOutcome.HeldBack, report.outcome)
                assertEquals(1UL, report.waiting)
            }
            policy.allowed = true
            sync(grid)
            assertEquals(NetworkUse.EXCHANGE, policy.asked.last().first)
            assertTrue(policy.asked.last().second > 0UL)
        }
    }

    @Test
    fun `an observer that throws disturbs nobody`() = runBlocking {
        val log = Lines()
        Centre.shared.phone("p-0001", OpenOptions(log = log)).use { grid ->
            val failing = grid.core.subscribe(object : Observer {
                override fun heard(news: News) = error("on purpose")
            })
            val record = grid.reportHazard(HazardDraft("漏水")).record
            assertEquals("漏水", grid.hazard(record).face.title)
            failing.use { it.cancel() }
        }
        assertTrue(log.lines.any { it.second.startsWith("observer:") })
    }
}
