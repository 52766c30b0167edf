package fangxian.demo

import fangxian.demo.phone.Fix
import fangxian.demo.report.Draft
import fangxian.demo.report.Drafts
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A draft is kept whole, and what is gone or torn does no harm. */
class DraftsTest {
    @get:Rule
    val folder = TemporaryFolder()

    private fun drafts() = Drafts(File(folder.root, "draft"))

    private fun full(drafts: Drafts) = Draft(
        title = "墙 \"裂\"\n=#!了",
        place = "村口",
        site = "s-1",
        siteName = "小学",
        fix = Fix(31.123456789, -120.5, 12),
        suspectMajor = true,
        photos = List(2) { drafts.newFile("jpg").apply { writeText("photo") } },
        voice = drafts.newFile("m4a").apply { writeText("voice") },
        voiceSeconds = 7,
    )

    @Test
    fun `a draft comes back as it was`() {
        val draft = full(drafts())
        drafts().save(draft)
        assertEquals(draft, drafts().load())
    }

    @Test
    fun `a photo that is gone is left out`() {
        val draft = full(drafts())
        drafts().save(draft)
        draft.photos.first().delete()
        assertEquals(draft.copy(photos = draft.photos.drop(1)), drafts().load())
    }

    @Test
    fun `a torn file is an empty draft`() {
        val drafts = drafts()
        File(folder.root, "draft/draft.properties").writeText("title=\\uZZZZ")
        assertEquals(Draft(), drafts.load())
        File(folder.root, "draft/draft.properties").writeText("fix=here\nvoiceSeconds=long")
        assertEquals(Draft(), drafts.load())
    }

    @Test
    fun `nothing is left of a draft that was thrown away`() {
        val drafts = drafts()
        drafts.save(full(drafts))
        drafts.clear()
        assertEquals(emptyList<String>(), File(folder.root, "draft").list()!!.toList())
        assertEquals(Draft(), drafts.load())
        assertFalse(Draft(place = "村口").canSave)
    }
}
