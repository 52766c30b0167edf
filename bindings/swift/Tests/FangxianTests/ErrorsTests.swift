import Fangxian
import Foundation
import Testing

@Suite("Errors are typed, name the next move, and never hold what was typed")
struct ErrorsTests {
    @Test("a device that is not enrolled says so")
    func notEnrolled() async throws {
        let ledger = try await Ledger.open(emptyFolder("phone"))
        let refused = await error { try await ledger.reportHazard(HazardDraft(title: "漏水")) }
        guard case .NotEnrolled = refused else { return unexpected(refused) }
        #expect(refused?.spoken.zh.contains("登记码") == true)
    }

    @Test("bad input names the field and keeps what was typed to itself")
    func badInput() async throws {
        try await twoPhones { grid, _ in
            let empty = await error { try await grid.reportHazard(HazardDraft(title: "   ")) }
            #expect(field(empty) == "title")
            #expect(empty?.spoken.zh.contains("哪里危险") == true)
            let record = try await grid.reportHazard(HazardDraft(title: "漏水")).record
            let typed = String(repeating: "很长", count: 500)
            let long = await error { try await grid.describe(record, field: "title", text: typed) }
            #expect(field(long) == "title")
            #expect(!"\(long as Any)".contains("很长"))
        }
    }

    @Test("an id that is none is bad input of that name")
    func badId() async throws {
        try await twoPhones { grid, _ in
            #expect(field(await error { try await grid.hazard("nonsense") }) == "record")
            let query = HazardQuery(scope: "x")
            #expect(field(await error { try await grid.hazards(query) }) == "scope")
        }
    }

    @Test("a record that is not here and a village elsewhere are told apart")
    func notHere() async throws {
        try await twoPhones { grid, _ in
            let nowhere = RecordId(String(repeating: "00", count: 16))
            let missing = await error { try await grid.hazard(nowhere) }
            guard case .NotFound = missing else { return unexpected(missing) }
            let draft = HazardDraft(title: "漏水", home: "990101201204")
            let outside = await error { try await grid.reportHazard(draft) }
            guard case .OutOfScope = outside else { return unexpected(outside) }
        }
    }

    @Test("a decision on another screen is refused")
    func otherScreen() async throws {
        try await twoPhones { grid, _ in
            let record = try await grid.reportHazard(HazardDraft(title: "漏水")).record
            let other = try await grid.reportHazard(HazardDraft(title: "漏电")).record
            let shown = try await grid.hazard(other).face.version
            let refused = await error {
                try await grid.say(record, shown: shown, HazardAct.void(reason: "报错了"))
            }
            guard case .Changed = refused else { return unexpected(refused) }
        }
    }

    @Test("a wrong code and no centre lead to different moves")
    func enrolling() async throws {
        let centre = try shared.get()
        let ledger = try await Ledger.open(emptyFolder("phone"))
        func enrol(_ url: String) async -> FangxianError? {
            await error {
                try await ledger.enrol(url: #require(URL(string: url)), code: "0000-0000-0000")
            }
        }
        #expect(field(await enrol(centre.url.absoluteString)) == "code")
        #expect(field(await enrol("http://example.com/")) == "url")
        let alone = await enrol("http://127.0.0.1:1/")
        guard case .TryLater = alone else { return unexpected(alone) }
    }

    @Test("a folder in use says try later")
    func inUse() async throws {
        let folder = try emptyFolder("phone")
        let ledger = try await Ledger.open(folder)
        let refused = await error { try await Ledger.open(folder) }
        guard case .TryLater = refused else { return unexpected(refused) }
        try ledger.close()
    }

    @Test("a closed ledger says so and opens again")
    func closed() async throws {
        let folder = try emptyFolder("phone")
        let ledger = try await Ledger.open(folder)
        try ledger.close()
        try ledger.close()
        for refused in [
            await error { try await ledger.outbox() }, await error { try await ledger.hazards() },
            await error { try await ledger.sync() },
        ] {
            guard case .Reopen = refused else { return unexpected(refused) }
        }
        let again = try await Ledger.open(folder)
        #expect(try !again.openReport.created)
    }

    private func field(_ error: FangxianError?) -> String? {
        guard case .BadInput(let field, _, _) = error else { return nil }
        return field
    }
}
