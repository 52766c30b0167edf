package fangxian.demo

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.consumeWindowInsets
import androidx.compose.foundation.layout.isImeVisible
import androidx.compose.foundation.layout.navigationBars
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.automirrored.filled.List
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Person
import androidx.compose.material.icons.filled.Refresh
import androidx.compose.material3.Icon
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.res.stringResource
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import fangxian.demo.hazard.HazardRoute
import fangxian.demo.list.ListRoute
import fangxian.demo.look.MainButton
import fangxian.demo.look.Note
import fangxian.demo.look.Page
import fangxian.demo.look.Problem
import fangxian.demo.look.said
import fangxian.demo.me.MeRoute
import fangxian.demo.report.ReportRoute
import fangxian.demo.start.StartRoute
import fangxian.demo.sync.SyncRoute
import fangxian.demo.training.TrainingRoute

/** The four places at the bottom. */
enum class Tab(val text: Int, val icon: ImageVector) {
    LIST(R.string.nav_list, Icons.AutoMirrored.Filled.List),
    TRAINING(R.string.nav_training, Icons.Filled.DateRange),
    SYNC(R.string.nav_sync, Icons.Filled.Refresh),
    ME(R.string.nav_me, Icons.Filled.Person),
}

/** Whatever stage the app is at. */
@Composable
fun MainScreen(main: Main) {
    val stage by main.stage.collectAsStateWithLifecycle()
    when (val at = stage) {
        Stage.Opening -> Page(stringResource(R.string.app_name)) {
            item { Note(stringResource(R.string.common_loading)) }
        }
        is Stage.Failed -> Page(
            stringResource(R.string.app_name),
            bottom = { MainButton(stringResource(R.string.common_retry), onClick = main::open) },
        ) { item { Problem(at.words.said()) } }
        is Stage.Enrolling -> {
            val back = main::open.takeIf { at.mayLeave }
            BackHandler(at.mayLeave) { main.open() }
            StartRoute(at.start, back)
        }
        is Stage.Ready -> ReadyScreen(main, at.models)
    }
}

/** A place, and above it perhaps one hazard or the report. */
@Composable
private fun ReadyScreen(main: Main, models: Models) {
    var tab by rememberSaveable { mutableStateOf(Tab.LIST) }
    var hazard by rememberSaveable { mutableStateOf<String?>(null) }
    var reporting by rememberSaveable { mutableStateOf(false) }
    val wanted by main.wanted.collectAsStateWithLifecycle()
    LaunchedEffect(wanted) {
        wanted?.let { hazard = it; reporting = false; main.wanted.value = null }
    }
    val shown = hazard
    when {
        shown != null -> {
            BackHandler { hazard = null }
            key(shown) { HazardRoute(models, shown, { hazard = it }) { hazard = null } }
        }
        reporting -> {
            BackHandler { reporting = false }
            ReportRoute(models.report, { reporting = false }, { hazard = it })
        }
        else -> {
            BackHandler(tab != Tab.LIST) { tab = Tab.LIST }
            Tabs(tab, { tab = it }) {
                when (tab) {
                    Tab.LIST -> ListRoute(
                        models.list, { hazard = it }, { reporting = true }, { tab = Tab.SYNC },
                    )
                    Tab.TRAINING -> TrainingRoute(models.training)
                    Tab.SYNC -> SyncRoute(models.sync, main::enrolAgain)
                    Tab.ME -> MeRoute(models.me)
                }
            }
        }
    }
}

/** While one types the keyboard has the place of the tabs. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Tabs(chosen: Tab, choose: (Tab) -> Unit, content: @Composable () -> Unit) {
    val kept = rememberSaveableStateHolder()
    val typing = WindowInsets.isImeVisible
    val below = if (typing) WindowInsets(0) else WindowInsets.navigationBars
    Column {
        Box(Modifier.weight(1f).consumeWindowInsets(below)) {
            kept.SaveableStateProvider(chosen.name, content)
        }
        if (!typing) NavigationBar {
            for (tab in Tab.entries) {
                NavigationBarItem(
                    selected = tab == chosen,
                    onClick = { choose(tab) },
                    icon = { Icon(tab.icon, contentDescription = null) },
                    label = { Text(stringResource(tab.text)) },
                )
            }
        }
    }
}
