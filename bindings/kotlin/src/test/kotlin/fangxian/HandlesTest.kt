package fangxian

import java.util.Collections
import kotlin.concurrent.thread
import kotlin.system.measureTimeMillis
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test

/** Subscriptions and synchronisations are handles: cancelling one ends it. */
class HandlesTest {
    @Test
    fun `a flow of news hears of saves until it is cancelled`() = runBlocking {
        twoPhones { grid, _ ->
            val heard = Collections.synchronizedList(mutableListOf<News>())
            val hearing = launch(start = CoroutineStart.UNDISPATCHED) {
                grid.news().collect { heard += it }
            }
            val record = grid.reportHazard(HazardDraft("漏水")).record
            withTimeout(10_000) { while (heard.isEmpty()) delay(5) }
            hearing.cancelAndJoin()
            val before = heard.toList()
            assertEquals(News.Records(listOf(record)), before.first())
            grid.reportHazard(HazardDraft("漏电"))
            assertEquals(before, heard.toList())
        }
    }

    @Test
    fun `a phone hears what others said and how far its synchronisation is`() = runBlocking {
        twoPhones { grid, township ->
            val record = grid.reportHazard(HazardDraft("漏水")).record
            sync(grid)
            val news = async(start = CoroutineStart.UNDISPATCHED) {
                township.news().first { it is News.Records && record in it.v1 }
            }
            val progress = async(start = CoroutineStart.UNDISPATCHED) {
                township.syncProgress().first { it.pulled > 0UL }
            }
            sync(township)
            withTimeout(10_000) {
                news.await()
                progress.await()
            }
        }
    }

    @Test
    fun `a handle forgotten on another thread ends the news`() = runBlocking {
        twoPhones { grid, _ ->
            val heard = Collections.synchronizedList(mutableListOf<News>())
            var handle: Subscription? = grid.core.subscribe(object : Observer {
                override fun heard(news: News) { heard += news }
            })
            assertNotNull(handle)
            thread { handle!!.destroy(); handle = null; System.gc() }.join()
            grid.reportHazard(HazardDraft("漏水"))
            assertTrue(heard.isEmpty())
        }
    }

    @Test
    fun `a live query shows what is new`() = runBlocking {
        twoPhones { grid, _ ->
            val counts = async(start = CoroutineStart.UNDISPATCHED) {
                grid.live { countHazards() }.take(2).toList()
            }
            delay(300)
            grid.reportHazard(HazardDraft("漏水"))
            val (first, second) = withTimeout(10_000) { counts.await() }
            assertEquals(first + 1UL, second)
        }
    }

    @Test
    fun `a cancelled synchronisation ends and the next one works`() = runBlocking {
        Centre().use { centre ->
            centre.phone("p-0001").use { grid ->
                grid.reportHazard(HazardDraft("漏水"))
                // A centre that is paused takes the connection and does not answer.
                signal("STOP", centre)
                val syncing = launch(start = CoroutineStart.UNDISPATCHED) { grid.sync() }
                delay(200)
                assertTrue(measureTimeMillis { syncing.cancelAndJoin() } < 2_000)
                signal("CONT", centre)
                sync(grid)
                assertEquals(0UL, grid.outbox().onlyHere)
            }
        }
    }

    @Test
    fun `without a signal the report says when to try again`() = runBlocking {
        val centre = Centre()
        centre.phone("p-0001").use { grid ->
            grid.reportHazard(HazardDraft("漏水"))
            centre.close()
            val report = grid.sync(Backoff(firstMs = 10, capMs = 20, triesMax = 2U))
            val stopped = assertIs<SyncOutcome.Stopped>(report.outcome)
            assertEquals(SyncFailure.NoConnection, stopped.why)
            assertNotNull(stopped.retryAt)
            assertEquals(1UL, report.waiting)
        }
    }

    private fun signal(name: String, centre: Centre) {
        val killed = ProcessBuilder("sh", "-c", "kill -$name ${centre.process.pid()}").start()
        assertEquals(0, killed.waitFor())
    }
}
