package fangxian.demo.me

import fangxian.demo.phone.Background
import fangxian.demo.phone.Settings
import fangxian.demo.phone.attempt
import fangxian.demo.records.About
import fangxian.demo.records.Myself
import fangxian.demo.records.Words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** What the screen about me shows. */
data class MeState(
    val about: About? = null,
    val reminders: Boolean = true,
    val refused: Words? = null,
)

/** Everything stored about me, and what I may do about it. */
class MeModel(
    private val myself: Myself,
    private val settings: Settings,
    private val background: Background,
    private val scope: CoroutineScope,
) {
    private val changing = MutableStateFlow(MeState(reminders = settings.reminders))
    val state: StateFlow<MeState> = changing.asStateFlow()

    init {
        shownAgain()
    }

    /** Something may have been added while nobody looked. */
    fun shownAgain() {
        scope.attempt({ words -> changing.update { it.copy(refused = words) } }) {
            val about = myself.about()
            changing.update { it.copy(about = about, refused = null) }
        }
    }

    fun reminders(wanted: Boolean) {
        settings.reminders = wanted
        changing.update { it.copy(reminders = wanted) }
        background.planReminder()
    }
}
