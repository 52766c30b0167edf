package fangxian.demo.data

import fangxian.Division
import fangxian.FangxianException
import fangxian.HazardQuery
import fangxian.HazardRow
import fangxian.Ledger
import fangxian.PageKey
import fangxian.PersonId
import fangxian.TrainingQuery
import fangxian.demo.records.About
import fangxian.demo.records.Me
import fangxian.demo.records.Myself
import fangxian.demo.records.Post
import fangxian.demo.records.Words
import fangxian.hazard
import fangxian.hazards
import fangxian.label
import fangxian.me
import fangxian.nameOf
import fangxian.orgTree
import fangxian.spoken
import fangxian.training
import fangxian.trainings

/** A division has twelve digits; a scope is its beginning. */
private const val DIVISION_DIGITS = 12

/** Who this phone speaks for, with the ledger. */
internal class LedgerMyself(private val ledger: Ledger) : Myself {
    override suspend fun me(): Me? = telling {
        try {
            ledger.shownMe()
        } catch (_: FangxianException.NotEnrolled) {
            null
        }
    }

    override suspend fun lost(): Words? = telling {
        try {
            ledger.me()
            null
        } catch (gone: FangxianException.NotEnrolled) {
            val holds = ledger.hazards(HazardQuery(limit = 1U)).rows.isNotEmpty()
            if (holds) gone.spoken.words else null
        }
    }

    override suspend fun enrol(url: String, code: String): String =
        telling { ledger.enrol(url, code).centre }

    override suspend fun about(): About = telling {
        val me = ledger.shownMe()
        val person = PersonId(me.person)
        val reported = mutableListOf<String>()
        val spokeIn = mutableListOf<String>()
        ledger.everyHazard { row ->
            when {
                row.reporter == person -> reported += row.title
                person in ledger.hazard(row.record).face.people -> spokeIn += row.title
            }
        }
        About(me, reported, spokeIn, ledger.attendedBy(person))
    }
}

private suspend fun Ledger.shownMe(): Me {
    val me = me()
    val posts = orgTree().use { tree ->
        me.posts.map { post ->
            val division = Division(post.scope.text.padEnd(DIVISION_DIGITS, '0'))
            val where = tree.path(division).lastOrNull() ?: post.scope.text
            Post(post.role.label.words, where)
        }
    }
    return Me(me.person.text, nameOf(me.person), me.device.text, posts)
}

private suspend fun Ledger.everyHazard(look: suspend (HazardRow) -> Unit) {
    var after: PageKey? = null
    do {
        val page = hazards(HazardQuery(everyRecord = true, after = after))
        for (row in page.rows) look(row)
        after = page.next
    } while (after != null)
}

private suspend fun Ledger.attendedBy(person: PersonId): List<String> {
    val titles = mutableListOf<String>()
    var after: PageKey? = null
    do {
        val page = trainings(TrainingQuery(after = after))
        for (row in page.rows) {
            if (training(row.record).attendance.any { it.attendee == person }) titles += row.title
        }
        after = page.next
    } while (after != null)
    return titles
}
