package fangxian.demo.start

import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.phone.Background
import fangxian.demo.phone.attempt
import fangxian.demo.records.Myself
import fangxian.demo.records.Words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What the first screen shows. */
data class StartState(
    val url: String = "",
    val code: String = "",
    val typing: Boolean = false,
    val busy: Boolean = false,
    val scan: ScanProblem? = null,
    val refused: Words? = null,
    val enrolled: Boolean = false,
) {
    val canEnrol: Boolean get() = url.isNotBlank() && code.isNotBlank() && !busy
}

/** Why a scan led to nothing. */
enum class ScanProblem { NO_CODE, OTHER_CODE }

/**
 * First start, a phone without its key, and one the centre let go, for [why] it said: enrols with a
 * code that is scanned or typed.
 */
class StartModel(
    private val myself: Myself,
    private val background: Background,
    private val scope: CoroutineScope,
    why: Words? = null,
) {
    private val changing = MutableStateFlow(StartState(refused = why))
    val state: StateFlow<StartState> = changing.asStateFlow()

    init {
        val told = { words: Words -> changing.update { it.copy(refused = words) } }
        scope.attempt(told) { myself.lost()?.let(told) }
    }

    fun type() = changing.update { it.copy(typing = true) }

    fun url(text: String) = changing.update { it.copy(url = text, refused = null) }

    fun code(text: String) = changing.update { it.copy(code = text, refused = null) }

    /** What a photo of a code says; nothing when there is no code in it. */
    fun scanned(text: String?) {
        val code = text?.let(Codes::read)
        if (code is Code.Enrolment) {
            changing.update { it.copy(url = code.url, code = code.code, scan = null) }
            enrol()
        } else {
            val why = if (text == null) ScanProblem.NO_CODE else ScanProblem.OTHER_CODE
            changing.update { it.copy(scan = why) }
        }
    }

    fun enrol() {
        if (!state.value.canEnrol) return
        changing.update { it.copy(busy = true, refused = null, scan = null) }
        val refused = { words: Words ->
            changing.update { it.copy(busy = false, refused = words, typing = true) }
        }
        scope.attempt(refused) {
            myself.enrol(state.value.url.trim(), state.value.code.trim())
            background.syncSoon()
            changing.update { it.copy(busy = false, enrolled = true) }
        }
    }
}
