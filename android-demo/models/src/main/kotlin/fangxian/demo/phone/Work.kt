package fangxian.demo.phone

import fangxian.demo.records.Refused
import fangxian.demo.records.Words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch

/** Does something with the ledger; what it refuses is told to [refused] in its own words. */
internal fun CoroutineScope.attempt(refused: (Words) -> Unit, work: suspend () -> Unit): Job =
    launch {
        try {
            work()
        } catch (error: Refused) {
            refused(error.words)
        }
    }
