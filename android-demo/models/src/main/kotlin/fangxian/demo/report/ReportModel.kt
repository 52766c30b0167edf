package fangxian.demo.report

import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.phone.Background
import fangxian.demo.phone.Locator
import fangxian.demo.phone.PhotoShrinker
import fangxian.demo.phone.Recorder
import fangxian.demo.phone.Settings
import fangxian.demo.phone.attempt
import fangxian.demo.records.Alike
import fangxian.demo.records.Picture
import fangxian.demo.records.Report
import fangxian.demo.records.Reporting
import fangxian.demo.records.Words
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** What the report screen shows. */
data class ReportState(
    val draft: Draft = Draft(),
    val lastPlace: String = "",
    val locating: Boolean = false,
    val recording: Boolean = false,
    val saving: Boolean = false,
    val problem: ReportProblem? = null,
    val alike: List<Alike> = emptyList(),
    val refused: Words? = null,
    val savedAs: String? = null,
)

/** What did not work, with a way on that needs no phone part. */
enum class ReportProblem { NO_PHOTO, NO_LOCATION, NO_VOICE, NO_CODE, OTHER_CODE, SITE_NOT_HERE }

/** What of the phone a report uses. */
class ReportTools(
    val drafts: Drafts,
    val locator: Locator,
    val recorder: Recorder,
    val shrinker: PhotoShrinker,
)

/** Reports a hazard: photo first, words later; whatever is typed is kept at once. */
class ReportModel(
    private val reporting: Reporting,
    private val tools: ReportTools,
    private val settings: Settings,
    private val background: Background,
    private val scope: CoroutineScope,
) {
    private val changing = MutableStateFlow(
        ReportState(tools.drafts.load(), lastPlace = settings.lastPlace),
    )
    val state: StateFlow<ReportState> = changing.asStateFlow()
    private var locating: Job? = null

    fun title(text: String) = edit { copy(title = text) }

    fun place(text: String) = edit { copy(place = text) }

    fun samePlace() = edit { copy(place = settings.lastPlace) }

    fun suspectMajor(suspected: Boolean) = edit { copy(suspectMajor = suspected) }

    /** Where the camera is to put the next photo. */
    fun newPhoto(): File = tools.drafts.newFile("jpg")

    /** The camera came back; [file] is empty when nothing was taken. */
    fun photoTaken(file: File) {
        if (file.length() > 0) edit { copy(photos = photos + file) } else file.delete()
    }

    fun removePhoto(file: File) {
        file.delete()
        edit { copy(photos = photos - file) }
    }

    fun locate() {
        locating?.cancel()
        changing.update { it.copy(locating = true, problem = null) }
        locating = scope.launch {
            val fix = tools.locator.locate()
            changing.update { it.copy(locating = false) }
            if (fix == null) fail(ReportProblem.NO_LOCATION) else edit { copy(fix = fix) }
        }
    }

    fun removeLocation() = edit { copy(fix = null) }

    fun startVoice() {
        val file = tools.drafts.newFile("m4a")
        if (tools.recorder.start(file)) {
            edit { copy(voice = file, voiceSeconds = 0) }
            changing.update { it.copy(recording = true) }
        } else {
            file.delete()
            fail(ReportProblem.NO_VOICE)
        }
    }

    fun stopVoice() {
        val seconds = tools.recorder.stop()
        changing.update { it.copy(recording = false) }
        if (seconds == null) {
            removeVoice()
            fail(ReportProblem.NO_VOICE)
        } else {
            edit { copy(voiceSeconds = seconds) }
        }
    }

    fun removeVoice() {
        state.value.draft.voice?.delete()
        edit { copy(voice = null, voiceSeconds = 0) }
    }

    /** What a photo of a door's code says; nothing when there is no code in it. */
    fun scanned(text: String?) {
        val code = text?.let(Codes::read)
        if (code !is Code.Door) {
            return fail(if (text == null) ReportProblem.NO_CODE else ReportProblem.OTHER_CODE)
        }
        scope.attempt(::refuse) {
            when (val name = reporting.siteName(code.site)) {
                null -> fail(ReportProblem.SITE_NOT_HERE)
                else -> edit { copy(site = code.site, siteName = name) }
            }
        }
    }

    fun removeSite() = edit { copy(site = null, siteName = null) }

    /** Saves, unless something alike is there: then a person looks first. */
    fun save() = saving {
        val alike = reporting.alike(it)
        when {
            alike.isEmpty() -> keep(it)
            else -> changing.update { state -> state.copy(saving = false, alike = alike) }
        }
    }

    /** None of what was shown is the same. */
    fun saveAnyway() = saving { keep(it) }

    fun dismissAlike() = changing.update { it.copy(alike = emptyList()) }

    /** The screen was left: next time it begins without old news. */
    fun left() {
        if (state.value.recording) stopVoice()
        changing.update { it.copy(savedAs = null, problem = null, refused = null) }
    }

    fun discard() {
        if (state.value.recording) stopVoice()
        tools.drafts.clear()
        changing.value = ReportState(lastPlace = settings.lastPlace)
    }

    private fun saving(work: suspend (Report) -> Unit) {
        val draft = state.value.draft
        if (!draft.canSave || state.value.saving || state.value.recording) return
        changing.update {
            it.copy(saving = true, refused = null, problem = null, alike = emptyList())
        }
        scope.attempt(::refuse) {
            val photos = draft.photos.map { tools.shrinker.shrink(it)?.let(::Picture) }
            if (null in photos) return@attempt fail(ReportProblem.NO_PHOTO)
            work(draft.report(photos.filterNotNull()))
        }
    }

    private suspend fun keep(report: Report) {
        val id = reporting.save(report)
        settings.lastPlace = report.place.ifBlank { settings.lastPlace }
        tools.drafts.clear()
        changing.value = ReportState(lastPlace = settings.lastPlace, savedAs = id)
        background.syncSoon()
    }

    private fun edit(change: Draft.() -> Draft) {
        changing.update { it.copy(draft = it.draft.change(), problem = null, savedAs = null) }
        tools.drafts.save(state.value.draft)
    }

    private fun fail(problem: ReportProblem) =
        changing.update { it.copy(problem = problem, saving = false) }

    private fun refuse(words: Words) = changing.update { it.copy(refused = words, saving = false) }
}

private fun Draft.report(photos: List<Picture>) = Report(
    title = title.trim(),
    place = place.trim(),
    site = site,
    latitude = fix?.latitude,
    longitude = fix?.longitude,
    suspectMajor = suspectMajor,
    photos = photos,
    voice = voice?.let { Picture(it.readBytes(), "audio/mp4") },
)
