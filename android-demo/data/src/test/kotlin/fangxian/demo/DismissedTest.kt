package fangxian.demo

import fangxian.Centre
import fangxian.demo.records.Report
import fangxian.demo.records.SyncEnd
import fangxian.demo.start.StartModel
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Test

/** The office revoked a phone that is still in use. */
class DismissedTest {
    @Test
    fun `it is told to enrol again, and with a new code everything goes on`() = runBlocking {
        val phone = Phone.of("p-0001", Centre.shared)
        val before = phone.records.myself.me()!!.device
        Centre.shared.admin("revoke", "--device", before)
        val report = Report("停用以后写的", "", null, null, null, false, emptyList(), null)
        phone.records.reporting.save(report)
        val sync = phone.sync()
        sync.syncNow()
        val told = sync.state.await { it.report?.ended is SyncEnd.Dismissed }.report!!.ended
        val words = (told as SyncEnd.Dismissed).words
        val start = StartModel(phone.records.myself, phone.background, phone.scope, words)
        assertEquals(words, start.state.value.refused)
        start.url(Centre.shared.url)
        start.code(Centre.shared.code("p-0001"))
        start.enrol()
        start.state.await { it.enrolled }
        assertNotEquals(before, phone.records.myself.me()!!.device)
        assertEquals(SyncEnd.AllThere, phone.records.syncing.sync().ended)
        phone.close()
    }
}
