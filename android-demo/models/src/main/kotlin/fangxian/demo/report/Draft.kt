package fangxian.demo.report

import fangxian.demo.phone.Fix
import java.io.File
import java.io.StringReader
import java.io.StringWriter
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.util.Properties

/** A report that is not saved yet. */
data class Draft(
    val title: String = "",
    val place: String = "",
    val site: String? = null,
    val siteName: String? = null,
    val fix: Fix? = null,
    val suspectMajor: Boolean = false,
    val photos: List<File> = emptyList(),
    val voice: File? = null,
    val voiceSeconds: Int = 0,
) {
    /** A photo or a word is enough. */
    val canSave: Boolean get() = title.isNotBlank() || photos.isNotEmpty() || voice != null
}

/** Keeps one draft in a folder, so that it survives whatever ends the app. */
class Drafts(private val folder: File) {
    private val file = File(folder, "draft.properties")

    init {
        folder.mkdirs()
    }

    /** A new file for a photo or a voice note of the draft. */
    fun newFile(ending: String): File = File.createTempFile("draft", ".$ending", folder)

    /** The draft that was left; an empty one when there is none or it cannot be read. */
    fun load(): Draft {
        val said = Properties()
        runCatching { said.load(StringReader(file.readText())) }
        fun text(key: String) = said.getProperty(key)
        fun kept(name: String) = File(folder, name).takeIf { it.isFile && it.length() > 0 }
        val (latitude, longitude, metres) = text("fix").orEmpty().split(' ') + listOf("", "")
        val fix = latitude.toDoubleOrNull()?.let { north ->
            Fix(north, longitude.toDoubleOrNull() ?: return@let null, metres.toIntOrNull() ?: 0)
        }
        return Draft(
            title = text("title").orEmpty(),
            place = text("place").orEmpty(),
            site = text("site"),
            siteName = text("siteName"),
            fix = fix,
            suspectMajor = text("suspectMajor") == "true",
            photos = text("photos").orEmpty().split('/').mapNotNull(::kept),
            voice = text("voice")?.let(::kept),
            voiceSeconds = text("voiceSeconds")?.toIntOrNull() ?: 0,
        )
    }

    /** Keeps [draft]: whole or not at all. */
    fun save(draft: Draft) {
        val said = Properties()
        fun keep(key: String, value: Any?) {
            if (value != null) said.setProperty(key, value.toString())
        }
        keep("title", draft.title)
        keep("place", draft.place)
        keep("site", draft.site)
        keep("siteName", draft.siteName)
        keep("fix", draft.fix?.run { "$latitude $longitude $metres" })
        keep("suspectMajor", draft.suspectMajor)
        keep("photos", draft.photos.joinToString("/") { it.name })
        keep("voice", draft.voice?.name)
        keep("voiceSeconds", draft.voiceSeconds)
        val text = StringWriter().also { said.store(it, null) }.toString()
        val half = File(folder, "draft.half").apply { writeText(text) }
        Files.move(half.toPath(), file.toPath(), ATOMIC_MOVE, REPLACE_EXISTING)
    }

    /** Throws the draft away, with its photos and voice note. */
    fun clear() {
        folder.listFiles().orEmpty().forEach(File::delete)
    }
}
