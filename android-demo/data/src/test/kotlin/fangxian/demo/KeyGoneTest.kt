package fangxian.demo

import fangxian.Centre
import fangxian.demo.data.OpenRecords
import fangxian.demo.data.SecretStore
import fangxian.demo.data.Wire
import fangxian.demo.records.Report
import fangxian.demo.records.SyncEnd
import fangxian.demo.start.StartModel
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** A phone that was set up from a backup has everything but the key. */
class KeyGoneTest {
    private class Held : SecretStore {
        private var secret: ByteArray? = null

        override fun load() = secret

        override fun save(secret: ByteArray) {
            this.secret = secret
        }
    }

    private suspend fun open(folder: File) = OpenRecords.open(folder, Held(), Wire { true })

    @Test
    fun `the first screen says why, and with a new code everything goes on`() = runBlocking {
        val folder = File(Centre.folder(), "ledger")
        val scope = CoroutineScope(Dispatchers.Default)
        open(folder).use { old ->
            assertNull("a new phone has lost nothing", old.myself.lost())
            old.myself.enrol(Centre.shared.url, Centre.shared.code("p-0001"))
            val report = Report("井盖不见了", "", null, null, null, false, emptyList(), null)
            old.reporting.save(report)
            assertNull(old.myself.lost())
        }
        open(folder).use { new ->
            assertNull(new.myself.me())
            val model = StartModel(new.myself, CountedBackground(), scope)
            val told = model.state.await { it.refused != null }.refused!!
            assertTrue(told.zh, "再登记" in told.zh)
            model.url(Centre.shared.url)
            model.code(Centre.shared.code("p-0001"))
            model.enrol()
            model.state.await { it.enrolled }
            assertEquals(SyncEnd.AllThere, new.syncing.sync().ended)
            assertNull(new.myself.lost())
        }
        scope.cancel()
    }
}
