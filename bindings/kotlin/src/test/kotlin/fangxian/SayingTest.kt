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
        { fact, other -> hazardActs(fact, other).map { nameOf(it) to Act.Hazard(it) } },
    )

    @Test
    fun `every act of a training session is said`() = everyAct(
        Act.Training(TrainingAct.Schedule(noon, anHourLater)),
        "title",
        { fact, _ -> trainingActs(fact).map { nameOf(it) to Act.Training(it) } },
    )

    @Test
    fun `every act of a site is said`() = everyAct(
        Act.Site(SiteAct.Register),
        "name",
        { _, _ -> siteActs().map { nameOf(it) to Act.Site(it) } },
    )

    @Test
    fun `every act of an accident is said`() = everyAct(
        Act.Accident(AccidentAct.Report(noon, Figures(dead = 1))),
        "title",
        { _, _ -> accidentActs().map { nameOf(it) to Act.Accident(it) } },
    )

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

    /** Says each act of a list on a record of its own; the list must name no act twice. */
    private fun everyAct(
        begins: Act,
        title: String,
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
            assertEquals(size, names.size)
        }
    }
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

/** Every act there is: one that is new does not compile here until it is said above. */
private fun nameOf(act: HazardAct): String = when (act) {
    is HazardAct.Report -> "Report"
    is HazardAct.Observe -> "Observe"
    is HazardAct.SuspectMajor -> "SuspectMajor"
    is HazardAct.Accept -> "Accept"
    is HazardAct.Return -> "Return"
    is HazardAct.Judge -> "Judge"
    is HazardAct.Order -> "Order"
    is HazardAct.Serve -> "Serve"
    is HazardAct.Assign -> "Assign"
    is HazardAct.Implement -> "Implement"
    is HazardAct.Plan -> "Plan"
    is HazardAct.Claim -> "Claim"
    is HazardAct.Reinspect -> "Reinspect"
    is HazardAct.Close -> "Close"
    is HazardAct.List -> "List"
    is HazardAct.Delist -> "Delist"
    is HazardAct.Progress -> "Progress"
    is HazardAct.AskExtension -> "AskExtension"
    is HazardAct.DecideExtension -> "DecideExtension"
    is HazardAct.OfferTransfer -> "OfferTransfer"
    is HazardAct.AcceptTransfer -> "AcceptTransfer"
    is HazardAct.RefuseTransfer -> "RefuseTransfer"
    is HazardAct.SuspectDuplicate -> "SuspectDuplicate"
    is HazardAct.DecideDuplicate -> "DecideDuplicate"
    is HazardAct.Void -> "Void"
}

/** Every act there is: one that is new does not compile here until it is said above. */
private fun nameOf(act: TrainingAct): String = when (act) {
    is TrainingAct.Schedule -> "Schedule"
    is TrainingAct.SignIn -> "SignIn"
    is TrainingAct.SignOut -> "SignOut"
    is TrainingAct.Examine -> "Examine"
    is TrainingAct.DisputeAttendance -> "DisputeAttendance"
    is TrainingAct.DecideAttendance -> "DecideAttendance"
    is TrainingAct.DeclareHeadcount -> "DeclareHeadcount"
    is TrainingAct.Archive -> "Archive"
    is TrainingAct.Void -> "Void"
}

/** Every act there is: one that is new does not compile here until it is said above. */
private fun nameOf(act: SiteAct): String = when (act) {
    is SiteAct.Register -> "Register"
    is SiteAct.SetStatus -> "SetStatus"
    is SiteAct.Patrol -> "Patrol"
    is SiteAct.Check -> "Check"
    is SiteAct.Void -> "Void"
}

/** Every act there is: one that is new does not compile here until it is said above. */
private fun nameOf(act: AccidentAct): String = when (act) {
    is AccidentAct.Report -> "Report"
    is AccidentAct.Supplement -> "Supplement"
    is AccidentAct.Void -> "Void"
}
