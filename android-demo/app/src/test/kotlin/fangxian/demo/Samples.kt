package fangxian.demo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import fangxian.demo.codes.Code
import fangxian.demo.codes.Codes
import fangxian.demo.hazard.HazardState
import fangxian.demo.list.ListState
import fangxian.demo.me.MeState
import fangxian.demo.phone.Fix
import fangxian.demo.records.About
import fangxian.demo.records.Alike
import fangxian.demo.records.Deadline
import fangxian.demo.records.Differing
import fangxian.demo.records.Evidence
import fangxian.demo.records.Hazard
import fangxian.demo.records.HazardLine
import fangxian.demo.records.Me
import fangxian.demo.records.Person
import fangxian.demo.records.Post
import fangxian.demo.records.Presence
import fangxian.demo.records.Refusal
import fangxian.demo.records.Said
import fangxian.demo.records.Session
import fangxian.demo.records.Shown
import fangxian.demo.records.Shows
import fangxian.demo.records.Step
import fangxian.demo.records.SyncEnd
import fangxian.demo.records.SyncReport
import fangxian.demo.records.TrainingLine
import fangxian.demo.records.Waiting
import fangxian.demo.records.Where
import fangxian.demo.records.Words
import fangxian.demo.report.Draft
import fangxian.demo.report.ReportState
import fangxian.demo.sync.SyncState
import fangxian.demo.training.Roster
import fangxian.demo.training.TrainingState
import java.io.File
import java.time.Instant
import java.time.LocalDate

/** What the pictures show: invented people and places, always the same. */
object Samples {
    private val today = LocalDate.parse("2026-11-20")
    private val morning = Instant.parse("2026-11-20T01:30:00Z")
    private val seen = object : Shown {}
    private val disputed = Words("说法不一致,等镇里复核", "Statements differ; the township looks again")
    private val rectifying = Words("整改中", "Being put right")
    private val reported = Words("已上报", "Reported")

    val list = ListState(
        today = today,
        waiting = 3,
        waitingDays = 3,
        lines = listOf(
            line("三楼临边没有护栏,落差约六米", "鲤跃村新建厂房", rectifying, -5, Where.ACCEPTED)
                .copy(flags = listOf(Words("可能是重大隐患", "May be major"))),
            line("配电房渗水", "三棵槐村东头", rectifying, 0, Where.ACCEPTED)
                .copy(flags = listOf(disputed)),
            line("X099县道急弯没有警示牌", "三棵槐村路口", rectifying, 7, Where.ACCEPTED),
            line("消防通道堆放杂物", "三棵槐供电服务站", reported, null, Where.ONLY_HERE),
            line("", "", reported, null, Where.ONLY_HERE),
        ),
    )

    private fun line(title: String, place: String, state: Words, due: Long?, where: Where) =
        HazardLine(
            id = "$title/$where", title = title, place = place, state = state,
            flags = emptyList(), ended = false, deadline = due?.let(today::plusDays),
            daysOverdue = maxOf(0, -(due ?: 0)), where = where,
        )

    fun report(photos: List<File>) = ReportState(
        draft = Draft(
            title = "配电房渗水,地上有积水",
            place = "三棵槐村东头",
            fix = Fix(31.5, 120.25, 12),
            photos = photos,
        ),
        lastPlace = "三棵槐村村委会",
    )

    fun alike(photos: List<File>) = report(photos).copy(
        alike = listOf(Alike("1", "配电房进水", "三棵槐村东头", 18)),
    )

    fun hazard(before: File, after: File) = HazardState(
        hazard = Hazard(
            id = "1",
            label = "YH-7K3F-12",
            title = "配电房渗水",
            description = "",
            place = "三棵槐村东头",
            state = rectifying,
            flags = listOf(disputed),
            deadline = Deadline(
                today.plusDays(3),
                Words("两人定的期限不同,先按较早的。", "Two days were set; the earlier one holds."),
            ),
            explained = Words(
                "镇里办结时没看到示例甲 10:42 说仍在渗水,所以还没办结。",
                "The township closed it without having seen that 示例甲 still saw water at 10:42.",
            ),
            next = Words("请镇里到现场复查。", "The township goes there and reinspects."),
            notices = listOf(
                Words(
                    "示例甲 10:42 看到“仍在渗水”,晚于没看到的办结,本条先不算办结,请镇里复查。",
                    "示例甲 saw at 10:42: “仍在渗水”. The close had not seen it and does not count yet.",
                ),
            ),
            alike = emptyList(),
            differing = listOf(
                Differing(
                    listOf(
                        Said(Words("东墙渗水", "东墙渗水"), "示例甲"),
                        Said(Words("西墙渗水", "西墙渗水"), "示例丙"),
                    ),
                    seen,
                ),
            ),
            proposals = emptyList(),
            evidence = listOf(
                Evidence("before", Shows.BEFORE),
                Evidence("after", Shows.AFTER),
                Evidence("elsewhere", Shows.AFTER),
            ),
            steps = listOf(
                step("示例甲(网格员)上报。", "示例甲 (grid worker) reported it.", 0),
                step("示例丙(镇里)受理。", "示例丙 (township) took it on.", 1),
                step("示例丙(镇里)办结。", "示例丙 (township) closed it.", 2),
            ),
            where = Where.ACCEPTED,
            shown = seen,
        ),
        files = mapOf("before" to before, "after" to after),
    )

    private fun step(zh: String, en: String, hours: Long) =
        Step(Words(zh, en), morning.plusSeconds(hours * 3600), false, Where.ACCEPTED)

    val trainings = TrainingState(
        lines = listOf(
            TrainingLine(
                "1", "用电安全", "三棵槐村村委会", Words("进行中", "Under way"), 23, Where.ONLY_HERE,
            ),
            TrainingLine(
                "2", "防溺水宣讲", "三棵槐村小学", Words("已归档", "Archived"), 41, Where.ACCEPTED,
            ),
        ),
    )

    val session = TrainingState(
        session = Session(
            id = "1",
            title = "用电安全",
            place = "三棵槐村村委会",
            state = Words("进行中", "Under way"),
            attendance = listOf(
                Presence("p-0002", "示例乙", morning, morning.plusSeconds(5400), false, false),
                Presence("p-0003", "示例丙", morning.plusSeconds(300), null, false, false),
                Presence("p-0009", null, morning.plusSeconds(600), null, true, false),
            ),
            minutes = 175,
            papers = 1,
            notices = listOf(
                Words("两部手机都扫了示例丙,只算1人。", "Two phones scanned 示例丙; they count once."),
            ),
            where = Where.SENT,
            shown = seen,
        ),
        said = fangxian.demo.training.Said.SignedIn("示例丙"),
    )

    val roster = TrainingState(
        session = session.session,
        roster = Roster(
            listOf("示例乙", "示例丁", "示例戊", "示例己").map { Person(it, it) }, setOf("示例丁"),
        ),
    )

    val myCode = TrainingState(myCode = Codes.text(Code.Present("p-0001", morning)))

    val sync = SyncState(
        waiting = Waiting(3, 4, 1, 1, morning.minusSeconds(3 * 86_400)),
        report = SyncReport(SyncEnd.NoConnection, 0, 0, 2, morning.plusSeconds(900)),
        lastSync = morning.minusSeconds(3 * 86_400),
        refusals = listOf(
            Refusal(
                Words("不在你的管辖范围,请找管这个村的人。", "Outside your scope: ask whose it is."),
                morning,
            ),
        ),
    )

    val dismissed = sync.copy(
        report = SyncReport(
            SyncEnd.Dismissed(
                Words("这部手机的登记已失效。请联系管理员重新登记。", "Ask for a new code."),
            ),
            4, 0, 0, null,
        ),
        waiting = Waiting(0, 0, 0, 0, null),
        refusals = emptyList(),
    )

    val me = MeState(
        about = About(
            Me(
                "p-0001", "示例甲", "d-3f9a1c",
                listOf(Post(Words("网格员", "Grid worker"), "三棵槐村")),
            ),
            reported = listOf("配电房渗水", "消防通道堆放杂物", ""),
            spokeIn = listOf("三楼临边没有护栏,落差约六米"),
            attended = emptyList(),
        ),
    )

    /** A picture like a photo: a wall, and a stain or none. */
    fun photo(file: File, stain: Boolean): File {
        val bitmap = Bitmap.createBitmap(480, 480, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(bitmap)
        canvas.drawColor(Color.rgb(196, 188, 172))
        val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = Color.rgb(120, 112, 100) }
        canvas.drawRect(0f, 360f, 480f, 480f, paint)
        paint.color = Color.rgb(84, 98, 106)
        canvas.drawRect(150f, 130f, 330f, 360f, paint)
        paint.color = Color.argb(190, 60, 84, 110)
        if (stain) canvas.drawOval(60f, 330f, 400f, 450f, paint)
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.JPEG, 90, it) }
        return file
    }
}
