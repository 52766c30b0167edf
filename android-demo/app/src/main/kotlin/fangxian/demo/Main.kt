package fangxian.demo

import androidx.lifecycle.ViewModel
import androidx.lifecycle.ViewModelProvider
import androidx.lifecycle.viewModelScope
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import fangxian.demo.data.OpenRecords
import fangxian.demo.hazard.HazardModel
import fangxian.demo.list.ListModel
import fangxian.demo.me.MeModel
import fangxian.demo.records.Refused
import fangxian.demo.records.Words
import fangxian.demo.report.ReportModel
import fangxian.demo.start.StartModel
import fangxian.demo.sync.SyncModel
import fangxian.demo.training.TrainingModel
import fangxian.demo.training.TrainingTools
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch

/** How far the app is. */
sealed interface Stage {
    data object Opening : Stage
    data class Failed(val words: Words) : Stage

    /** With a code; a phone that was enrolled before may leave it for later. */
    data class Enrolling(val start: StartModel, val mayLeave: Boolean) : Stage
    data class Ready(val models: Models) : Stage
}

/** Opens the ledger and keeps the screens' models while the activity comes and goes. */
class Main(private val app: DemoApplication) : ViewModel() {
    private val changing = MutableStateFlow<Stage>(Stage.Opening)
    val stage: StateFlow<Stage> = changing.asStateFlow()

    /** The hazard of a reminder that was tapped and not followed yet. */
    val wanted = MutableStateFlow<String?>(null)

    init {
        open()
    }

    fun open() {
        changing.value = Stage.Opening
        viewModelScope.launch {
            changing.value = try {
                val records = app.records()
                if (records.myself.me() == null) enrolling(records, null) else ready(records)
            } catch (error: Refused) {
                Stage.Failed(error.words)
            }
        }
    }

    fun reminded(hazard: String) {
        wanted.value = hazard
    }

    /** The centre does not take this phone at its word any more, for the reason it gave. */
    fun enrolAgain(why: Words) {
        viewModelScope.launch { changing.value = enrolling(app.records(), why) }
    }

    private fun enrolling(records: OpenRecords, why: Words?): Stage {
        val start = StartModel(records.myself, app.background, viewModelScope, why)
        viewModelScope.launch {
            start.state.first { it.enrolled }
            changing.value = ready(records)
        }
        return Stage.Enrolling(start, mayLeave = why != null)
    }

    private fun ready(records: OpenRecords): Stage {
        app.background.syncOften()
        app.background.planReminder()
        return Stage.Ready(Models(app, records, viewModelScope))
    }

    companion object {
        fun factory(app: DemoApplication): ViewModelProvider.Factory =
            viewModelFactory { initializer { Main(app) } }
    }
}

/** A model for each screen, made when the screen is first shown. */
class Models(
    private val app: DemoApplication,
    private val records: OpenRecords,
    private val scope: CoroutineScope,
) {
    val list by lazy { ListModel(records.hazards, records.syncing, app.clock, scope) }
    val report by lazy {
        ReportModel(records.reporting, app.reportTools, app.settings, app.background, scope)
    }
    val training by lazy {
        val tools = TrainingTools(app.shrinker, app.background, app.clock)
        TrainingModel(records.trainings, records.myself, tools, scope)
    }
    val sync by lazy {
        SyncModel(records.syncing, app.settings, app.background, app.clock, scope)
    }
    val me by lazy { MeModel(records.myself, app.settings, app.background, scope) }

    /** One hazard, for as long as [scope] lasts. */
    fun hazard(id: String, scope: CoroutineScope) =
        HazardModel(id, records.hazards, app.shrinker, app.background, app.clock, scope)
}
