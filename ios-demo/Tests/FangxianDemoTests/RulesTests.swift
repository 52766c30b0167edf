import Foundation
import Testing

@testable import FangxianDemo

@Suite("What the app itself decides: codes, reminders, words in patterns")
struct RulesTests {
    @Test("a code says what it said, whatever is in it")
    func codes() throws {
        let at = Date(timeIntervalSince1970: 1_795_190_400)
        let url = try #require(URL(string: "https://centre.example:8443/a?b=c&d=%E6%9D%91"))
        for code in [Code.enrol(centre: url, code: "7K3F&12"), .site("ab"), .person("p-0001", at: at)] {
            #expect(Code(code.link) == code)
            #expect(Code("  \(code.link)\n") == code)
        }
        for text in ["", "fangxian://", "fangxian://enrol?code=1", "https://enrol?url=a&code=b", "7K3F-12"] {
            #expect(Code(text) == nil)
        }
    }

    @Test("a sign-in code holds for a moment and changes by itself")
    func signInCode() throws {
        let now = Date(timeIntervalSince1970: 1_795_190_405)
        let link = SignInCode.link(for: "p-0001", at: now)
        #expect(link == SignInCode.link(for: "p-0001", at: now.addingTimeInterval(20)))
        #expect(link != SignInCode.link(for: "p-0001", at: now.addingTimeInterval(30)))
        guard case .person("p-0001", let shown) = Code(link) else { throw Wrong(link) }
        #expect(SignInCode.isFresh(shown, at: now.addingTimeInterval(60)))
        #expect(SignInCode.isFresh(shown, at: now.addingTimeInterval(-60)), "its clock runs ahead")
        #expect(!SignInCode.isFresh(shown, at: now.addingTimeInterval(100)))
    }

    @Test("reminders come on the morning before and on the day, in working hours of China")
    func reminders() {
        let evening = moment("2026-11-20 21:00")
        let plan = Reminders.plan([line("a", .within(days: 2, day: "2026-11-22"))], now: evening)
        #expect(plan.map(\.what) == [.dueTomorrow, .dueToday])
        #expect(plan.map(\.at) == [moment("2026-11-21 08:00"), moment("2026-11-22 08:00")])
    }

    @Test("what is due today is said at once in working hours, and not at night")
    func dueToday() {
        let today = line("a", .within(days: 0, day: "2026-11-20"))
        let noon = moment("2026-11-20 12:00")
        #expect(Reminders.plan([today], now: noon).map(\.at) == [noon.addingTimeInterval(60)])
        #expect(
            Reminders.plan([today], now: moment("2026-11-20 06:00")).map(\.at) == [moment("2026-11-20 08:00")]
        )
        #expect(Reminders.plan([today], now: moment("2026-11-20 21:00")).isEmpty)
    }

    @Test("what is overdue is said in the next working hour, with the days of that day")
    func overdue() {
        let late = line("a", .overdue(days: 3))
        #expect(Reminders.plan([late], now: moment("2026-11-20 10:00")).map(\.what) == [.overdue(days: 3)])
        let night = Reminders.plan([late], now: moment("2026-11-20 22:00"))
        #expect(night.map(\.what) == [.overdue(days: 4)] && night.map(\.at) == [moment("2026-11-21 08:00")])
        #expect(Reminders.plan([line("b", .open), line("c", .past)], now: Date()).isEmpty)
    }

    @Test("no more reminders than the system keeps, the soonest of them")
    func most() {
        let lines = (0..<80).map { line("\($0)", .within(days: 80 - $0, day: "")) }
        let plan = Reminders.plan(lines, now: moment("2026-11-20 09:00"))
        #expect(plan.count == Reminders.most && plan.first?.record == "78")
        #expect(plan == plan.sorted { $0.at < $1.at || ($0.at == $1.at && $0.record < $1.record) })
    }

    @Test("an installation keeps its name, and another has another")
    func installation() throws {
        let (one, other) = (try emptyFolder("one"), try emptyFolder("other"))
        #expect(try Installation.name(in: one) == Installation.name(in: one))
        #expect(try Installation.name(in: one) != Installation.name(in: other))
    }

    @Test("settings that cannot be read yet are not lost")
    func settings() throws {
        let folder = try emptyFolder("settings")
        SettingsStore(in: folder).change { $0.reminders = true }
        let away = folder.appendingPathExtension("locked")
        try FileManager.default.moveItem(at: folder, to: away)
        let store = SettingsStore(in: folder)
        #expect(!store.current.reminders)
        store.change { $0.lastSync = Date() }
        try FileManager.default.moveItem(at: away, to: folder)
        store.change { $0.photosOnWiFiOnly = false }
        let kept = SettingsStore(in: folder).current
        #expect(kept.reminders && !kept.photosOnWiFiOnly && kept.lastSync == nil)
    }

    @Test("numbers and names are put where the pattern says, in any order")
    func filled() {
        #expect(fill("还有%1$lld条没上传,已%2$lld天", with: [3, 5]) == "还有3条没上传,已5天")
        #expect(fill("%2$@ by %1$lld", with: [7, "甲"]) == "甲 by 7")
        #expect(fill("%1$@、%2$@", with: ["%2$@", "乙"]) == "%2$@、乙", "what a person typed is no pattern")
    }

    private func line(_ id: String, _ due: Due) -> HazardLine {
        HazardLine(
            id: id, title: id, place: "", state: Words(""), flags: [], due: due, next: Words(""),
            whereabouts: .accepted)
    }

    /// A moment in China.
    private func moment(_ text: String) -> Date {
        let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
        let there = DateComponents(
            year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4])
        return Reminders.calendar.date(from: there) ?? .distantPast
    }
}
