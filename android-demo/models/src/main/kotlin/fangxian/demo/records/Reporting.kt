package fangxian.demo.records

/** What reporting a hazard needs of the ledger. */
interface Reporting {
    /** Hazards that may be the same as [report], the likeliest first. */
    suspend fun alike(report: Report): List<Alike>

    /** Saves it. On disk before it returns its id. */
    suspend fun save(report: Report): String

    /** The name of a site; nothing when this phone does not have it. */
    suspend fun siteName(site: String): String?
}

/** A hazard to report. A photo or a word is enough. */
data class Report(
    val title: String,
    val place: String,
    val site: String?,
    val latitude: Double?,
    val longitude: Double?,
    val suspectMajor: Boolean,
    val photos: List<Picture>,
    val voice: Picture?,
)

/** A hazard that may be the same; how far away, when both have a position. */
data class Alike(val id: String, val title: String, val place: String, val metres: Long?)
