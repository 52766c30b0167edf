import Fangxian
import Foundation
import Testing

private let noon = Date(timeIntervalSince1970: 1_795_147_200)
private let nextMonth: Day = "2026-12-20"
private let grid: PersonId = "p-0001"
private let elsewhere: Division = "990101201204"

@Suite("Every act of every kind is said through the skin")
struct SayingTests {
    @Test("every act of a hazard is said")
    func hazards() async throws {
        let begins = Act.hazard(act: .report(source: .patrol))
        try await everyAct(begins, "title") { fact, other in
            hazardActs(fact, other).map { (name($0), .hazard(act: $0)) }
        }
    }

    @Test("every act of a training session is said")
    func trainings() async throws {
        let end = noon.addingTimeInterval(3600)
        let begins = Act.training(act: .schedule(start: noon, end: end))
        try await everyAct(begins, "title") { fact, _ in
            trainingActs(fact).map { (name($0), .training(act: $0)) }
        }
    }

    @Test("every act of a site is said")
    func sites() async throws {
        try await everyAct(.site(act: .register), "name") { _, _ in
            siteActs().map { (name($0), .site(act: $0)) }
        }
    }

    @Test("every act of an accident is said")
    func accidents() async throws {
        let begins = Act.accident(act: .report(occurred: noon, figures: Figures(dead: 1)))
        try await everyAct(begins, "title") { _, _ in
            accidentActs().map { (name($0), .accident(act: $0)) }
        }
    }

    @Test("every act of a drill is said")
    func drills() async throws {
        try await everyAct(.drill(act: .plan(day: nextMonth)), "title") { _, _ in
            drillActs().map { (name($0), .drill(act: $0)) }
        }
    }

    @Test("a record of any kind is a line of its ledger, and is voided alike")
    func ledgers() async throws {
        let end = noon.addingTimeInterval(3600)
        let beginnings: [Act] = [
            .hazard(act: .report(source: .patrol)),
            .training(act: .schedule(start: noon, end: end)), .site(act: .register),
            .accident(act: .report(occurred: noon, figures: Figures(dead: 1))),
            .drill(act: .hold(held: noon, count: 12)),
        ]
        try await twoPhones { ledger, _ in
            for begins in beginnings {
                let fields = [title(of: begins): "三棵槐加油站"]
                let record = try await ledger.begin(begins, fields).record
                let shown = try await ledger.view(record).face
                let above = try await ledger.columns(shown.kind)
                let cells = try await ledger.cells(record)
                #expect(above.count == cells.count)
                let at = try #require(above.firstIndex { $0.label.zh == "编号" })
                #expect(cells[at] == .text(text: shown.label))
                let voided = try await ledger.void(
                    record, shown: shown.version, reason: "重复了")
                #expect(voided.fact != nil)
            }
            #expect(try await ledger.columns("boiler").isEmpty)
        }
    }

    @Test("what decides is not taken without what was shown")
    func shown() async throws {
        try await twoPhones { ledger, _ in
            let begins = NewRecord(
                acts: [.hazard(act: .report(source: .patrol))], fields: ["title": .text("漏水")])
            let record = try await ledger.begin(begins).record
            let refused = await error {
                try await ledger.say(
                    record, shown: nil, HazardAct.judge(grade: .major, clause: nil))
            }
            guard case .BadInput(let field, _, _) = refused else { return unexpected(refused) }
            #expect(field == "shown")
            let progress = HazardAct.progress(text: "已通知业主")
            #expect(try await ledger.say(record, shown: nil, progress).fact != nil)
        }
    }

    @Test("a record begins with an act and its fields, and several things are said of it")
    func begins() async throws {
        try await twoPhones { ledger, _ in
            let here = Position(latitude: 31.5, longitude: 120.25)
            let begun = try await ledger.begin(
                SiteAct.register, ["name": "三棵槐加油站"], position: here)
            #expect(begun.view.face.title == "三棵槐加油站")
            #expect(try await ledger.site(begun.record).face.position == here)
            let visits: [SiteAct] = [.patrol(working: true), .patrol(working: false)]
            _ = try await ledger.sayAll(begun.record, shown: nil, visits)
            #expect(try await ledger.history(begun.record).count == 3)
        }
    }

    @Test("an act by its name is the act of its type, and what is wrong is named")
    func named() async throws {
        let parts = ["kind": Scalar.text("false_alarm")]
        let close = try actOf("hazard", "close", parts)
        #expect(close == .hazard(act: .close(kind: .falseAlarm)))
        let soon = parts.merging(["basis": .text("soon")]) { $1 }
        let wrong: [(String, () throws -> Act)] = [
            ("kind", { try actOf("hazard", "close") }), ("act", { try actOf("hazard", "vanish") }),
            ("basis", { try actOf("hazard", "close", soon) }),
        ]
        for (part, act) in wrong {
            let refused = await error { try act() }
            guard case .BadInput(part, _, _) = refused else { return unexpected(refused) }
        }
    }

    /// Says each act of a list on a record of its own; the list must name no act twice.
    private func everyAct(
        _ begins: Act, _ title: String, acts: (FactId, RecordId) -> [(String, Act)]
    ) async throws {
        try await twoPhones { ledger, _ in
            let new = NewRecord(acts: [begins], fields: [title: .text("三棵槐加油站")])
            let first = try await ledger.begin(new)
            let other = first.record
            var names: Set<String> = []
            let size = acts(try #require(first.fact), other).count
            for index in 0..<size {
                let one = try await ledger.begin(new)
                let (name, act) = acts(try #require(one.fact), other)[index]
                names.insert(name)
                let shown = try await ledger.view(one.record).face.version
                let saved = try await ledger.say(one.record, shown: shown, act)
                #expect(saved.fact != nil, "\(name)")
            }
            #expect(names.count == size)
        }
    }
}

/// The field that holds what people call a record of the kind that this begins.
private func title(of begins: Act) -> String {
    switch begins {
    case .hazard, .training, .accident, .drill: "title"
    case .site: "name"
    }
}

private func hazardActs(_ fact: FactId, _ other: RecordId) -> [HazardAct] {
    [
        .report(source: .patrol),
        .observe(danger: true, note: "看过了", photo: nil),
        .suspectMajor(clause: "看过了"),
        .accept,
        .return(reason: "看过了"),
        .judge(grade: .major, clause: "看过了"),
        .order(mode: .byDeadline, deadline: nextMonth, docNo: "看过了"),
        .serve(order: fact, refused: true),
        .assign(person: grid, unit: "看过了"),
        .implement(item: .funds, achieved: true, content: "看过了", amountFen: 100, due: nextMonth),
        .plan(item: .goals, text: "看过了"),
        .claim(measures: "看过了", costFen: 100),
        .reinspect(result: .pass, opinion: "看过了"),
        .close(kind: .rectified, basis: nil, docNo: "看过了"),
        .list(level: .district, docNo: "看过了", deadline: nextMonth),
        .delist(listing: fact, docNo: "看过了"),
        .progress(text: "看过了"),
        .askExtension(until: nextMonth, reason: "看过了", interimControls: "看过了"),
        .decideExtension(ask: fact, granted: true, until: nextMonth),
        .offerTransfer(to: elsewhere, reason: "看过了"),
        .acceptTransfer(offer: fact),
        .refuseTransfer(offer: fact, reason: "看过了"),
        .suspectDuplicate(of: other, distanceM: 100),
        .decideDuplicate(of: other, same: true),
        .void(reason: "看过了"),
    ]
}

private func trainingActs(_ fact: FactId) -> [TrainingAct] {
    [
        .schedule(start: noon, end: noon.addingTimeInterval(3600)),
        .signIn(attendee: grid, method: .roster, came: noon),
        .signOut(signIn: fact, left: noon),
        .examine(attendee: grid, paper: "看过了", score: 90, passed: true),
        .disputeAttendance(attendee: grid, reason: "看过了"),
        .decideAttendance(attendee: grid, valid: true),
        .declareHeadcount(count: 90, method: "counted"),
        .archive,
        .void(reason: "看过了"),
    ]
}

private func siteActs() -> [SiteAct] {
    [
        .register,
        .setStatus(status: .operating),
        .patrol(working: true),
        .check(item: "看过了", result: .met, template: "看过了", note: "看过了"),
        .void(reason: "看过了"),
    ]
}

private func accidentActs() -> [AccidentAct] {
    [
        .report(occurred: noon, figures: Figures(dead: 1)),
        .supplement(figures: Figures(dead: 1), docNo: "看过了"),
        .void(reason: "看过了"),
    ]
}

private func drillActs() -> [DrillAct] {
    [
        .plan(day: nextMonth),
        .hold(held: noon, count: 12),
        .find(text: "看过了"),
        .void(reason: "看过了"),
    ]
}

/// Every act there is: one that is new does not compile here, so that it is said above, too.
private func name(_ act: HazardAct) -> String {
    switch act {
    case .report: "Report"
    case .observe: "Observe"
    case .suspectMajor: "SuspectMajor"
    case .accept: "Accept"
    case .return: "Return"
    case .judge: "Judge"
    case .order: "Order"
    case .serve: "Serve"
    case .assign: "Assign"
    case .implement: "Implement"
    case .plan: "Plan"
    case .claim: "Claim"
    case .reinspect: "Reinspect"
    case .close: "Close"
    case .list: "List"
    case .delist: "Delist"
    case .progress: "Progress"
    case .askExtension: "AskExtension"
    case .decideExtension: "DecideExtension"
    case .offerTransfer: "OfferTransfer"
    case .acceptTransfer: "AcceptTransfer"
    case .refuseTransfer: "RefuseTransfer"
    case .suspectDuplicate: "SuspectDuplicate"
    case .decideDuplicate: "DecideDuplicate"
    case .void: "Void"
    }
}

/// Every act there is: one that is new does not compile here, so that it is said above, too.
private func name(_ act: TrainingAct) -> String {
    switch act {
    case .schedule: "Schedule"
    case .signIn: "SignIn"
    case .signOut: "SignOut"
    case .examine: "Examine"
    case .disputeAttendance: "DisputeAttendance"
    case .decideAttendance: "DecideAttendance"
    case .declareHeadcount: "DeclareHeadcount"
    case .archive: "Archive"
    case .void: "Void"
    }
}

/// Every act there is: one that is new does not compile here, so that it is said above, too.
private func name(_ act: SiteAct) -> String {
    switch act {
    case .register: "Register"
    case .setStatus: "SetStatus"
    case .patrol: "Patrol"
    case .check: "Check"
    case .void: "Void"
    }
}

/// Every act there is: one that is new does not compile here, so that it is said above, too.
private func name(_ act: AccidentAct) -> String {
    switch act {
    case .report: "Report"
    case .supplement: "Supplement"
    case .void: "Void"
    }
}

/// Every act there is: one that is new does not compile here, so that it is said above, too.
private func name(_ act: DrillAct) -> String {
    switch act {
    case .plan: "Plan"
    case .hold: "Hold"
    case .find: "Find"
    case .void: "Void"
    }
}
