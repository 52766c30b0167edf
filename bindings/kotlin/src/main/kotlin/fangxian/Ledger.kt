package fangxian

import java.io.File
import java.nio.charset.CharacterCodingException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.withContext

/**
 * The ledger (台账) of one device: what an app opens, once, and keeps.
 *
 * Every verb of the domain is one `suspend` function. It may be called from any thread, the main
 * one too: the work is done on [Dispatchers.IO]. Errors are [FangxianException]s, each named after
 * the next move.
 */
class Ledger private constructor(
    @PublishedApi internal val core: LedgerCore,
    @PublishedApi internal val dispatcher: CoroutineDispatcher,
) : AutoCloseable {

    /** What opening did: created, upgraded, checked or salvaged. */
    val openReport: OpenReport get() = core.openReport()

    /**
     * Enrols this device with a one-time [code] (登记). [privateCaPem] names the only authorities
     * to trust, when the centre has its own.
     */
    suspend fun enrol(url: String, code: String, privateCaPem: ByteArray? = null): Enrolment =
        whole { core.enrol(url, code, privateCaPem) }

    /**
     * Goes on at another address, once the centre there has proven that it is the same one: after
     * it moved, or has another certificate authority (中心换了地址). What waits stays, and goes there.
     */
    suspend fun centreMoved(url: String, privateCaPem: ByteArray? = null) =
        core.centreMoved(url, privateCaPem)

    /**
     * Says everything that waits and hears everything new.
     *
     * A lost connection is no error: the report tells it, and when to try again. Cancelling the
     * coroutine ends it; what was done stays done.
     */
    suspend fun sync(backoff: Backoff? = null): SyncReport = SyncCancel().use { cancel ->
        try {
            core.sync(cancel, backoff)
        } finally {
            cancel.cancel()
        }
    }

    /** Everything that changes while this is collected, from the first moment on. */
    fun news(): Flow<News> = flow {
        val heard = Channel<News>(Channel.UNLIMITED)
        pass(heard) { heard.trySend(it) }
    }

    /** How far a synchronisation is, for a progress bar. */
    fun syncProgress(): Flow<SyncProgress> = news().filterIsInstance<News.Sync>().map { it.v1 }

    /**
     * What [read] returns now and after each change, as in `ledger.live { hazards(query) }`.
     * Changes that come while it reads are told once.
     */
    fun <T> live(read: suspend Ledger.() -> T): Flow<T> = flow {
        val changed = Channel<Unit>(Channel.CONFLATED)
        changed.trySend(Unit)
        pass(changed) { if (it !is News.Sync) changed.trySend(Unit) }
    }.map { read() }

    /** Closes the ledger. Every later call throws [FangxianException.Reopen]. */
    override fun close() = core.shut()

    /** Subscribes, then passes on what [hear] puts into [heard] until the collector is gone. */
    private suspend fun <T> FlowCollector<T>.pass(heard: Channel<T>, hear: (News) -> Unit) =
        core.subscribe(Hearer(hear)).use { hearing ->
            try {
                emitAll(heard)
            } finally {
                hearing.cancel()
            }
        }

    @PublishedApi
    internal suspend inline fun <T> act(crossinline verb: LedgerCore.() -> T): T =
        withContext(dispatcher) { whole { core.verb() } }

    companion object {
        /** The version of these sources; the library must be of the same. */
        const val VERSION = "0.1.0"

        /** Opens the ledger in [folder], creating it when there is none. */
        suspend fun open(
            folder: File,
            options: OpenOptions = OpenOptions(),
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
        ): Ledger = withContext(dispatcher) {
            requireOneBuild()
            Ledger(whole { LedgerCore.open(folder.path, options) }, dispatcher)
        }
    }
}

/** Half of a character, such as the first half of an emoji in a cut text, is bad input. */
@PublishedApi
internal inline fun <T> whole(call: () -> T): T = try {
    call()
} catch (half: CharacterCodingException) {
    throw FangxianException.BadInput(
        "text",
        "写的字里有半个字符(多半是表情被截断了),请删掉再填。",
        "the text holds half of a character, as when an emoji was cut: remove it",
    ).initCause(half)
}

private class Hearer(private val hear: (News) -> Unit) : Observer {
    override fun heard(news: News) = hear(news)
}
