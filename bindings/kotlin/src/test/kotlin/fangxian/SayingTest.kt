package fangxian

import java.time.Instant
import java.time.LocalDate
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test

private val noon: Instant = Instant.parse("2026-11-20T04:00:00Z")
private val anHourLater: Instant = noon.plusSeconds(3600)
private val nextMonth: LocalDate = LocalDate.parse("2026-12-20")
private val grid = PersonId("p-0001")
private val elsewhere = Division("990101201204")

/** Every act of every kind is said through the skin. */
class SayingTest {
    @Test
    fun `every act of a hazard is said`() = everyAct(
        Act.Hazard(HazardAct.Report(HazardSource.PATROL)),
        "title",
        HazardAct::class.java,
        { fact, other -> hazardActs(fact, other).map { it.javaClass.simpleName to Act.Hazard(it) } },
    )

    @Test
    fun `every act of a training session is said`() = everyAct(
        Act.Training(TrainingAct.Schedule(noon, anHourLater)),
        "title",
        TrainingAct::class.java,
        { fact, _ -> trainingActs(fact).map { it.javaClass.simpleName to Act.Training(it) } },
    )

    @Test
    fun `every act of a site is said`() = everyAct(
        Act.Site(SiteAct.Register),
        "name",
        SiteAct::class.java,
        { _, _ -> siteActs().map { it.javaClass.simpleName to Act.Site(it) } },
    )

    @Test
    fun `every act of an accident is said`() = everyAct(
        Act.Accident(AccidentAct.Report(noon, Figures(dead = 1))),
        "title",
        AccidentAct::class.java,
        { _, _ -> accidentActs().map { it.javaClass.simpleName to Act.Accident(it) } },
    )

    @Test
    fun `every act of a drill is said`() = everyAct(
        Act.Drill(DrillAct.Plan(nextMonth)),
        "title",
        DrillAct::class.java,
        { _, _ -> drillActs().map { it.javaClass.simpleName to Act.Drill(it) } },
    )

    @Test
    fun `a record of any kind is a line of its ledger, and is voided alike`() = runBlocking {
        twoPhones { ledger, _ ->
            val beginnings = listOf(
                Act.Hazard(HazardAct.Report(HazardSource.PATROL)),
                Act.Training(TrainingAct.Schedule(noon, anHourLater)),
                Act.Site(SiteAct.Register),
                Act.Accident(AccidentAct.Report(noon, Figures(dead = 1))),
                Act.Drill(DrillAct.Hold(noon, 12)),
            )
            assertEquals(arms(Act::class.java), beginnings.size)
            for (begins in beginnings) {
                val record = ledger.begin(begins, mapOf(titleOf(begins) to "三棵槐加油站")).record
                val shown = ledger.view(record).face
                val (above, cells) = ledger.columns(shown.kind) to ledger.cells(record)
                assertEquals(above.size, cells.size)
                val at = above.indexOfFirst { it.label.zh == "编号" }
                assertEquals(Cell.Text(shown.label), cells[at])
                assertNotNull(ledger.void(record, shown.version, "重复了").fact)
            }
            assertEquals(emptyList(), ledger.columns(Kind("boiler")))
        }
    }

    @Test
    fun `what decides is not taken without what was shown`() = runBlocking {
        twoPhones { ledger, _ ->
            val begins = NewRecord(
                listOf(Act.Hazard(HazardAct.Report(HazardSource.PATROL))),
                mapOf("title" to Scalar.Text("漏水")),
            )
            val record = ledger.begin(begins).record
            val error = assertFailsWith<FangxianException.BadInput> {
                ledger.say(record, null, HazardAct.Judge(Grade.MAJOR, null))
            }
            assertEquals("shown", error.field)
            assertContains(error.spoken.zh, "哪个版本")
            assertNotNull(ledger.say(record, null, HazardAct.Progress("已通知业主")).fact)
        }
    }

    @Test
    fun `a record begins with an act and its fields, and several things are said of it`() = runBlocking {
        twoPhones { ledger, _ ->
            val (name, here) = mapOf("name" to "三棵槐加油站") to Position(31.5, 120.25)
            val begun = ledger.begin(SiteAct.Register, name, here)
            assertEquals("三棵槐加油站", begun.view.face.title)
            assertEquals(here, ledger.site(begun.record).face.position)
            ledger.sayAll(begun.record, null, listOf(SiteAct.Patrol(true), SiteAct.Patrol(false)))
            assertEquals(3, ledger.history(begun.record).size)
        }
    }

    @Test
    fun `an act by its name is the act of its type, and what is wrong is named`() {
        val parts = mapOf("kind" to Scalar.Text("false_alarm"))
        val close = Act.Hazard(HazardAct.Close(CloseKind.FALSE_ALARM))
        assertEquals(close, actOf(Kind("hazard"), "close", parts))
        for ((wrong, field) in listOf(
            { actOf(Kind("hazard"), "close") } to "kind",
            { actOf(Kind("hazard"), "vanish") } to "act",
            { actOf(Kind("hazard"), "close", parts + ("basis" to Scalar.Text("soon"))) } to "basis",
        )) {
            val error = assertFailsWith<FangxianException.BadInput> { wrong() }
            assertEquals(field, error.field)
        }
    }

    /** Says each act of a list on a record of its own; the list must name each act once. */
    private fun everyAct(
        begins: Act,
        title: String,
        kind: Class<*>,
        acts: (FactId, RecordId) -> List<Pair<String, Act>>,
    ) = runBlocking {
        twoPhones { ledger, _ ->
            val new = NewRecord(listOf(begins), mapOf(title to Scalar.Text("三棵槐加油站")))
            val other = ledger.begin(new).record
            val names = mutableSetOf<String>()
            val size = acts(assertNotNull(ledger.begin(new).fact), other).size
            for (index in 0 until size) {
                val one = ledger.begin(new)
                val (name, act) = acts(assertNotNull(one.fact), other)[index]
                names += name
                val shown = ledger.view(one.record).face.version
                assertNotNull(ledger.say(one.record, shown, act).fact, name)
            }
            assertEquals(arms(kind), names.size, "an act is not said, or said twice")
        }
    }
}

/** How many arms a sealed class has. */
private fun arms(of: Class<*>) = of.declaredClasses.count { it != of && of.isAssignableFrom(it) }

/** The field that holds what people call a record of the kind that this begins. */
private fun titleOf(begins: Act) = when (begins) {
    is Act.Hazard, is Act.Training, is Act.Accident, is Act.Drill -> "title"
    is Act.Site -> "name"
}

private fun hazardActs(fact: FactId, other: RecordId): List<HazardAct> = listOf(
    HazardAct.Report(source = HazardSource.PATROL),
    HazardAct.Observe(danger = true, note = "看过了", photo = null),
    HazardAct.SuspectMajor(clause = "看过了"),
    HazardAct.Accept,
    HazardAct.Return(reason = "看过了"),
    HazardAct.Judge(grade = Grade.MAJOR, clause = "看过了"),
    HazardAct.Order(mode = OrderMode.BY_DEADLINE, deadline = nextMonth, docNo = "看过了"),
    HazardAct.Serve(order = fact, refused = true),
    HazardAct.Assign(person = grid, unit = "看过了"),
    HazardAct.Implement(
        item = FiveItem.FUNDS,
        achieved = true,
        content = "看过了",
        amountFen = 100,
        due = nextMonth,
    ),
    HazardAct.Plan(item = PlanItem.GOALS, text = "看过了"),
    HazardAct.Claim(measures = "看过了", costFen = 100),
    HazardAct.Reinspect(result = ReinspectResult.PASS, opinion = "看过了"),
    HazardAct.Close(kind = CloseKind.RECTIFIED, basis = null, docNo = "看过了"),
    HazardAct.List(level = ListingLevel.DISTRICT, docNo = "看过了", deadline = nextMonth),
    HazardAct.Delist(listing = fact, docNo = "看过了"),
    HazardAct.Progress(text = "看过了"),
    HazardAct.AskExtension(until = nextMonth, reason = "看过了", interimControls = "看过了"),
    HazardAct.DecideExtension(ask = fact, granted = true, until = nextMonth),
    HazardAct.OfferTransfer(to = elsewhere, reason = "看过了"),
    HazardAct.AcceptTransfer(offer = fact),
    HazardAct.RefuseTransfer(offer = fact, reason = "看过了"),
    HazardAct.SuspectDuplicate(of = other, distanceM = 100),
    HazardAct.DecideDuplicate(of = other, same = true),
    HazardAct.Void(reason = "看过了"),
)

private fun trainingActs(fact: FactId): List<TrainingAct> = listOf(
    TrainingAct.Schedule(start = noon, end = anHourLater),
    TrainingAct.SignIn(attendee = grid, method = SignMethod.ROSTER, came = noon),
    TrainingAct.SignOut(signIn = fact, left = noon),
    TrainingAct.Examine(attendee = grid, paper = "看过了", score = 90, passed = true),
    TrainingAct.DisputeAttendance(attendee = grid, reason = "看过了"),
    TrainingAct.DecideAttendance(attendee = grid, valid = true),
    TrainingAct.DeclareHeadcount(count = 90, method = "counted"),
    TrainingAct.Archive,
    TrainingAct.Void(reason = "看过了"),
)

private fun siteActs(): List<SiteAct> = listOf(
    SiteAct.Register,
    SiteAct.SetStatus(status = SiteStatus.OPERATING),
    SiteAct.Patrol(working = true),
    SiteAct.Check(item = "看过了", result = CheckResult.MET, template = "看过了", note = "看过了"),
    SiteAct.Void(reason = "看过了"),
)

private fun accidentActs(): List<AccidentAct> = listOf(
    AccidentAct.Report(occurred = noon, figures = Figures(dead = 1)),
    AccidentAct.Supplement(figures = Figures(dead = 1), docNo = "看过了"),
    AccidentAct.Void(reason = "看过了"),
)

private fun drillActs(): List<DrillAct> = listOf(
    DrillAct.Plan(day = nextMonth),
    DrillAct.Hold(held = noon, count = 12),
    DrillAct.Find(text = "看过了"),
    DrillAct.Void(reason = "看过了"),
)
