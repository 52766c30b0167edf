package fangxian

import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

/** Report, look again, close unseen, meet, settle, search. */
class StoryTest {
    @Test
    fun `a danger the close had not seen keeps the hazard open`() = runBlocking {
        twoPhones { grid, township ->
            val leak = grid.reportHazard(HazardDraft("配电房渗水", place = "三棵槐村东头")).record
            assertEquals(UploadState.ONLY_HERE, grid.place(leak))
            sync(grid, township)
            assertEquals(UploadState.ACCEPTED, grid.place(leak))

            // From here on neither hears of the other.
            grid.observe(leak, ObservationDraft(danger = true, note = "仍在渗水"))
            val seen = township.hazard(leak).face.version
            township.say(leak, seen, HazardAct.Close(CloseKind.RECTIFIED))
            assertEquals(HazardState.CLOSED, township.hazard(leak).state)

            sync(grid, township, grid)
            for (phone in listOf(grid, township)) {
                val view = phone.hazard(leak)
                assertNotEquals(HazardState.CLOSED, view.state)
                assertTrue(Flag.DISPUTED in view.face.flags)
                assertEquals(listOf(NoticeKind.CLOSE_MISSED_DANGER), view.face.notices.map { it.kind })
                assertTrue("仍在渗水" in view.face.notices[0].zh && "示例甲" in view.face.notices[0].zh)
                assertTrue(PersonId("p-0001") in view.face.people)
            }
            assertEquals(grid.hazard(leak), township.hazard(leak))
            assertTrue(township.history(leak).any { "仍在渗水" in it.zh })
        }
    }

    @Test
    fun `two descriptions stand until someone who saw both settles`() = runBlocking {
        twoPhones { grid, township ->
            val record = grid.reportHazard(HazardDraft("墙面渗水")).record
            sync(grid, township)
            grid.describe(record, "description", "东墙渗水")
            township.describe(record, "description", "西墙渗水")
            sync(grid, township, grid)

            val conflict = township.conflicts(record).single()
            assertEquals(
                mapOf<Scalar, PersonId?>(
                    Scalar.Text("东墙渗水") to PersonId("p-0001"),
                    Scalar.Text("西墙渗水") to PersonId("p-0003"),
                ),
                conflict.values.associate { it.value to it.author?.person },
            )
            township.settle(record, conflict, "东西两墙渗水")
            sync(township, grid)
            assertEquals(emptyList(), grid.conflicts(record))
            assertEquals("东西两墙渗水", grid.hazard(record).face.text("description"))
        }
    }

    @Test
    fun `what was typed is found by characters and by pinyin initials`() = runBlocking {
        twoPhones { grid, _ ->
            val record = grid.reportHazard(HazardDraft("灭火器过期", sector = "消防")).record
            for (typed in listOf("灭火器", "mhq")) {
                val found = grid.hazards(HazardQuery(text = typed))
                assertEquals(listOf(record), found.rows.map { it.record })
                assertEquals(1UL, grid.countHazards(HazardQuery(text = typed)))
            }
            assertEquals(emptyList(), grid.hazards(HazardQuery(text = "锅炉")).rows)
        }
    }

    @Test
    fun `lists are read page by page`() = runBlocking {
        twoPhones { grid, _ ->
            val records = grid.reportHazards(List(7) { HazardDraft("隐患$it") })
            val read = mutableListOf<RecordId>()
            var after: PageKey? = null
            do {
                val page = grid.hazards(HazardQuery(limit = 3U, after = after))
                assertTrue(page.rows.size <= 3)
                read += page.rows.map { it.record }
                after = page.next
            } while (after != null)
            assertTrue(read.containsAll(records))
            assertEquals(read.toSet().size, read.size)
        }
    }

    @Test
    fun `a position and a photo come back as they went`() = runBlocking {
        twoPhones { grid, _ ->
            val bytes = byteArrayOf(-1, -40, 7)
            val draft = HazardDraft(
                "护栏缺失",
                position = Position(31.5, 120.25),
                attachments = listOf(Attachment(bytes, "image/jpeg", "before")),
            )
            val record = grid.reportHazard(draft).record
            assertEquals(Position(31.5, 120.25), grid.hazard(record).face.position)
            val listed = grid.evidence(record).single()
            assertEquals("image/jpeg", listed.mime)
            assertEquals(PersonId("p-0001"), listed.by)
            assertContentEquals(bytes, grid.attachment(listed.hash)!!.readBytes())
        }
    }

    @Test
    fun `every record can be looked at by kind`() = runBlocking {
        twoPhones { grid, _ ->
            val record = grid.reportHazard(HazardDraft("线路老化")).record
            val view = assertIs<RecordView.Hazard>(grid.view(record))
            assertEquals("已上报", view.hazard.state.label.zh)
            assertTrue(view.hazard.face.label.startsWith("YH-"))
        }
    }

    @Test
    fun `the org tree says who answers where`() = runBlocking {
        twoPhones { grid, township ->
            sync(grid, township)
            val path = township.orgTree().use { it.path(Division("990101101204")) }
            assertEquals(listOf("石鲤镇", "三棵槐村"), path.takeLast(2))
            assertEquals("示例甲", township.nameOf(PersonId("p-0001")))
        }
    }
}
