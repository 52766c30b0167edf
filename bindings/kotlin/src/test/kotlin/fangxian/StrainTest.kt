package fangxian

import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.concurrent.thread
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test

/** Many threads, many openings: nothing is lost and nothing leaks. */
class StrainTest {
    @Test
    fun `many threads write and read at once`() = runBlocking {
        twoPhones { grid, _ ->
            val before = grid.countHazards()
            val told = mutableSetOf<RecordId>()
            val hearing = async(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
                grid.news().first { news ->
                    if (news is News.Records) told += news.v1
                    told.size == THREADS * EACH
                }
            }
            val records = List(THREADS) { thread ->
                async(Dispatchers.IO) {
                    List(EACH) { n ->
                        val record = grid.reportHazard(HazardDraft("第${thread}组第${n}条")).record
                        assertEquals("第${thread}组第${n}条", grid.hazard(record).face.title)
                        grid.hazards(HazardQuery(limit = 5U))
                        record
                    }
                }
            }.awaitAll().flatten()
            assertEquals(THREADS * EACH, records.toSet().size)
            assertEquals(before + (THREADS * EACH).toULong(), grid.countHazards())
            withTimeout(20_000) { hearing.await() }
            assertTrue(told.containsAll(records))
            assertEquals(emptyList(), grid.compare())
        }
    }

    @Test
    fun `closing while others call ends every call in a typed way`() {
        val ledger = runBlocking { Ledger.open(Centre.folder()) }
        val ends = ConcurrentLinkedQueue<Throwable?>()
        val callers = List(4) {
            thread {
                ends += runCatching { runBlocking { while (true) ledger.outbox() } }.exceptionOrNull()
            }
        }
        ledger.close()
        callers.forEach { it.join(10_000) }
        assertEquals(4, ends.size)
        assertTrue(ends.all { it is FangxianException.Reopen }, "$ends")
    }

    @Test
    fun `a thousand openings leak neither files nor memory`() = runBlocking {
        val folder = Centre.folder()
        suspend fun cycle() = Ledger.open(folder).use { ledger ->
            val hearing = ledger.core.subscribe(object : Observer {
                override fun heard(news: News) {}
            })
            ledger.outbox()
            hearing.use { it.cancel() }
        }
        repeat(100) { cycle() }
        val (files, memory) = openFiles() to residentBytes()
        repeat(CYCLES) { cycle() }
        // The machine opens a few files of its own.
        assertTrue(openFiles() <= files + 5, "${openFiles()} files, $files before")
        val grown = residentBytes() - memory
        assertTrue(grown < 48 * 1024 * 1024, "grown by $grown bytes")
    }

    private fun openFiles() = File("/proc/self/fd").list()!!.size

    /** After a collection; the machine's own heap is in it, so the bound is wide. */
    private fun residentBytes(): Long {
        repeat(3) { System.gc(); Thread.sleep(50) }
        return File("/proc/self/statm").readText().split(" ")[1].toLong() * 4096
    }

    private companion object {
        const val THREADS = 8
        const val EACH = 25
        const val CYCLES = 1_000
    }
}
