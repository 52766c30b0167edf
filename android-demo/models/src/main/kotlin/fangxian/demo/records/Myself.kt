package fangxian.demo.records

/** Who this phone speaks for, and what it holds about them. */
interface Myself {
    /** Who this phone speaks for; nothing while it is not enrolled. */
    suspend fun me(): Me?

    /** Why this phone, which holds someone's records, speaks for nobody; nothing when it is new. */
    suspend fun lost(): Words?

    /** Enrols this phone and returns the centre's name. */
    suspend fun enrol(url: String, code: String): String

    /** Everything on this phone that is about them. */
    suspend fun about(): About
}

/** A person and their phone. */
data class Me(val person: String, val name: String?, val device: String, val posts: List<Post>)

/** A post: what one is, and where. */
data class Post(val role: Words, val where: String)

/** Everything on this phone about one person, by title. */
data class About(
    val me: Me,
    val reported: List<String>,
    val spokeIn: List<String>,
    val attended: List<String>,
)
