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
import kotlinx.coroutines.launch

/** How far the app is. */
sealed interface Stage {
    data object Opening : Stage
    data class Failed(val words: Words) : Stage
    data class Enrolling(val start: StartModel) : Stage
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
                if (records.myself.me() == null) enrolling(records) else ready(records)
            } catch (error: Refused) {
                Stage.Failed(error.words)
            }
        }
    }

    fun reminded(hazard: String) {
        wanted.value = hazard
    }

    private fun enrolling(records: OpenRecords): Stage {
        val start = StartModel(records.myself, app.background, viewModelScope)
        viewModelScope.launch {
            start.state.collect { if (it.enrolled) changing.value = ready(records) }
        }
        return Stage.Enrolling(start)
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
