package fangxian.demo.data

import fangxian.FangxianException
import fangxian.Spoken
import fangxian.UploadState
import fangxian.demo.records.Refused
import fangxian.demo.records.Where
import fangxian.demo.records.Words
import fangxian.spoken
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch

/** Does something; what the ledger refuses is thrown in the words of the app. */
internal suspend fun <T> telling(work: suspend () -> T): T = try {
    work()
} catch (error: FangxianException) {
    throw error.told()
}

/** The same for what goes on and on. */
internal fun <T> Flow<T>.telling(): Flow<T> = catch { error ->
    throw if (error is FangxianException) error.told() else error
}

private fun FangxianException.told(): Refused {
    val passing = this is FangxianException.TryLater || this is FangxianException.KeyStore
    return Refused(spoken.words, passing)
}

internal val Spoken.words: Words get() = Words(zh, en)

internal val UploadState.where: Where
    get() = when (this) {
        UploadState.ONLY_HERE -> Where.ONLY_HERE
        UploadState.SENT -> Where.SENT
        UploadState.ACCEPTED -> Where.ACCEPTED
        UploadState.QUARANTINED -> Where.QUARANTINED
    }
