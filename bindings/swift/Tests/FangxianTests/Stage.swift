import Foundation
import Testing

@testable import Fangxian

/// Everything in a scenario that has a name; what happens to phones, lines and at the centre.
final class Stage {
    /// A phone: its folder, its line, its clock, and the ledger in it.
    private struct Phone {
        let folder: URL
        let line = Line()
        let clock: Clock
        var ledger: Ledger?
    }

    var records: [String: RecordId] = [:]
    private let centre: Centre
    private let tables: URL
    private let folder: URL
    private let rows: [[String: String]]
    private var ids: [(name: String, id: String)] = []
    private var order: [String] = []
    private var phones: [String: Phone] = [:]
    private var backups: [String: URL] = [:]
    private var offline: Set<String> = []
    private var nowMs: Int64
    private var centreWrongMs: Int64 = 0
    private var replaced: [String: [String]] = [:]
    private let files = FileManager.default

    /// Enrols every phone of the plan at a centre that knows its people.
    init(_ plan: Table, at centre: Centre, tables: URL) async throws {
        self.centre = centre
        self.tables = tables
        folder = try emptyFolder("stage")
        rows = try csv(tables.appendingPathComponent("units.csv"))
        ids = plan.tables("people").map { ($0.text("name"), $0.text("id")) }
        nowMs = Stage.begins(plan)
        for phone in plan.tables("phones") {
            try await enrol(phone.text("name"), person(phone.text("person")))
        }
    }

    /// Whether it needs a centre of its own: it looks at all that a phone has, changes units and
    /// posts, or asks whether a photo is there, which may be that of another scenario.
    static func isAlone(_ plan: Table) -> Bool {
        let atTheCentre: Set = ["reorganise", "end_post", "give_post", "move_post", "metered"]
        if setsClocks(plan) { return true }
        let steps = plan.tables("steps")
        let checks = steps.filter { $0.text("does") == "check" }.flatMap { $0.tables("expect") }
        let looks = plan.tables("expect") + checks
        return steps.contains { atTheCentre.contains($0.text("verb")) }
            || looks.contains { $0.text("record").isEmpty || $0.text("path") == "near" }
    }

    /// Whether it needs a centre and phones by clocks of their own.
    static func setsClocks(_ plan: Table) -> Bool {
        let clocks: Set = ["wait", "centre_clock", "sets_clock"]
        return plan.tables("steps").contains { clocks.contains($0.text("verb")) }
    }

    /// When it begins, in milliseconds since 1970 UTC.
    static func begins(_ plan: Table) -> Int64 {
        (plan["begins_ms"] as? NSNumber)?.int64Value ?? 0
    }

    func close() {
        for phone in phones.values { try? phone.ledger?.close() }
        try? files.removeItem(at: folder)
    }

    func phone(_ name: String) throws -> Ledger {
        guard let ledger = phones[name]?.ledger else { throw Unknown(name) }
        return ledger
    }

    func named(_ name: String) -> [String] {
        name == "everyone" ? order : [name]
    }

    /// Someone by their name; who has no phone comes to no other scenario.
    func person(_ name: String) -> PersonId {
        if let known = ids.first(where: { $0.name == name }) { return PersonId(known.id) }
        let own = (ids.first?.id ?? "v") + "-v" + String(ids.count)
        ids.append((name, own))
        return PersonId(own)
    }

    func unit(_ name: String) throws -> Division {
        Division(try row(name)["division"] ?? "")
    }

    private func row(_ name: String) throws -> [String: String] {
        try #require(rows.last { $0["name"] == name })
    }

    /// What people call whatever this text is the id of; itself when it is none.
    private func name(of text: String) -> String {
        ids.first { $0.id == text }?.name
            ?? records.first { $0.value.text == text }?.key
            ?? rows.first { $0["division"] == text }?["name"]
            ?? text
    }

    /// What a phone shows: of a record, or as a whole; or what the centre keeps aside.
    func screen(_ name: String, _ record: String) async throws -> Tree {
        if name == "centre" {
            let said = try centre.admin(["quarantine", "list", "--json"])
            let rows = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline)
            return Tree(["quarantined": rows.count], self.name(of:))
        }
        let ledger = try phone(name)
        if record.isEmpty { return Tree(try await whole(ledger), self.name(of:)) }
        let id = try #require(records[record])
        let view: RecordView
        do {
            view = try await ledger.view(id)
        } catch FangxianError.NotFound {
            return Tree(["here": false], self.name(of:))
        }
        let evidence = try await ledger.evidence(id)
        var near: [Near] = []
        do { near = try await ledger.likelyDuplicates(id) } catch FangxianError.NotFound {}
        let beside: Table = [
            "here": true,
            "history": try await ledger.history(id).map(\.zh),
            "explained": try await ledger.explain(id).zh,
            "place": try await ledger.place(id),
            "evidence": evidence.count,
            "photos_waiting": evidence.filter { !$0.arrived }.count,
            "near": near.map(\.record),
        ]
        return Tree(parts(payload(view)).merging(beside) { $1 }, self.name(of:))
    }

    private func whole(_ ledger: Ledger) async throws -> Table {
        func count(_ open: Bool?) async throws -> UInt64 {
            let void = HazardQuery(states: [.void], open: open)
            let all = try await ledger.countHazards(HazardQuery(open: open))
            return all - (try await ledger.countHazards(void))
        }
        let outbox = try await ledger.outbox()
        return [
            "hazards": try await count(nil),
            "open_hazards": try await count(true),
            "waiting": outbox.onlyHere + outbox.sent,
            "refused": outbox.quarantined,
            "unverified": outbox.unverified,
        ]
    }

    func happens(_ what: String, to names: [String], _ args: Table) async throws {
        let all = names.flatMap(named)
        switch what {
        case "syncs":
            for name in names == ["everyone"] ? all + all : all { try await sync(name) }
        case "offline":
            offline.formUnion(all)
        case "online":
            offline.subtract(all)
        case "restarts":
            for name in all { try await off(name) { _ in } }
        case "backs_up":
            let into = folder.appendingPathComponent("backup-\(backups.count)")
            backups[args.text("as")] = into
            try await off(all[0]) { try files.copyItem(at: $0, to: into) }
        case "restores":
            let backup = try #require(backups[args.text("backup")])
            try await off(all[0]) {
                try files.removeItem(at: $0)
                try files.copyItem(at: backup, to: $0)
            }
        case "copied_to":
            let copy = newPhone(args.text("phone"))
            try await off(all[0]) { try files.copyItem(at: $0, to: copy) }
            try await start(args.text("phone"))
        case "revoke":
            let device = try await phone(args.text("phone")).me().device
            try centre.admin(["revoke", "--device", device.text])
        case "enrols":
            try await enrol(args.text("phone"), phone(all[0]).me().person)
        case "enrols_again":
            for name in all {
                let ledger = try phone(name)
                let person = try await ledger.me().person
                _ = try await ledger.enrol(url: centre.url, code: centre.code(person.text))
            }
        case "metered", "wifi":
            for name in all { phones[name]?.line.meter(what == "metered") }
        case "wait":
            try pass(long(args))
        case "centre_clock":
            centreWrongMs = long(args)
            try pass(0)
        case "sets_clock":
            for name in all { phones[name]?.clock.set(nowMs, wrongMs: long(args)) }
        case "reorganise":
            try reorganise(args)
        case "end_post", "give_post", "move_post":
            try post(what, args)
        default:
            throw Unknown(what)
        }
    }

    /// Time passes, on every clock.
    func pass(_ ms: Int64) throws {
        nowMs += ms
        for phone in phones.values { phone.clock.pass(nowMs) }
        if centre.clock != nil { try centre.tell(nowMs + centreWrongMs) }
    }

    private func sync(_ name: String) async throws {
        if offline.contains(name) { return }
        switch try await phone(name).sync(backoff: once).outcome {
        // A revoked phone keeps what it has; the scenario looks at what that leads to.
        case .upToDate, .stopped(.refused, _): break
        case let outcome: throw Broken(description: "\(name): \(outcome)")
        }
    }

    private func newPhone(_ name: String) -> URL {
        let folder = folder.appendingPathComponent("phone-\(phones.count)")
        phones[name] = Phone(folder: folder, clock: Clock(nowMs))
        order.append(name)
        return folder
    }

    private func enrol(_ name: String, _ person: PersonId) async throws {
        _ = newPhone(name)
        try await start(name)
        _ = try await phone(name).enrol(url: centre.url, code: centre.code(person.text))
    }

    private func start(_ name: String) async throws {
        let phone = try #require(phones[name])
        let clock = centre.clock == nil ? nil : phone.clock
        phones[name]?.ledger = try await Ledger.open(
            phone.folder, network: phone.line, clock: clock)
    }

    /// Does something to the folder of a phone that is off meanwhile.
    private func off(_ name: String, _ does: (URL) throws -> Void) async throws {
        try phone(name).close()
        try does(try #require(phones[name]).folder)
        try await start(name)
    }

    /// A person's posts end, or they get one beside or in place of those they have.
    private func post(_ what: String, _ args: Table) throws {
        let person = person(args.text("person")).text
        let role = args["role"] as? String
        let posts = try csv(tables.appendingPathComponent("posts.csv"))
        let held = posts.filter { $0["person"] == person }
        let ended =
            switch what {
            case "end_post": held.filter { role == nil || $0["role"] == role }
            case "move_post": held
            default: [[String: String]]()
            }
        var rows = ended.map { $0.merging(["ended": "是"]) { $1 } }
        if what != "end_post" {
            let place = scope(try unit(args.text("unit")).text)
            let new = ["person": person, "role": args.text("role"), "scope": place]
            rows = rows.filter { $0.merging(new) { $1 } != $0 }
            rows.append(new.merging(["ended": ""]) { $1 })
        }
        try imports("posts", rows)
    }

    private func reorganise(_ args: Table) throws {
        let old = try unit(args.text("old")).text
        let rows = try args.texts("into").map { name in
            replaced[name, default: []].append(old)
            let olds = replaced[name, default: []].joined(separator: " ")
            let later = ["replaces": olds, "from": args.text("from")]
            return try row(name).merging(later) { $1 }
        }
        try imports("units", rows)
    }

    private func imports(_ table: String, _ rows: [[String: String]]) throws {
        let columns = (rows.first ?? [:]).keys.sorted()
        let lines = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
        let file = folder.appendingPathComponent("\(table).csv")
        let text = lines.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
        try text.write(to: file, atomically: true, encoding: .utf8)
        try centre.admin(["import", "--\(table)", file.path])
    }
}

/// The line of a phone: photos wait while it is metered.
private final class Line: NetworkPolicy, @unchecked Sendable {
    private let lock = NSLock()
    private var metered = false

    func meter(_ metered: Bool) {
        lock.withLock { self.metered = metered }
    }

    func permits(purpose: NetworkUse, uploadBytes: UInt64) throws -> Bool {
        lock.withLock { !metered || purpose != .attachment }
    }
}

/// The clock of a phone, right or wrong.
private final class Clock: HostClock, @unchecked Sendable {
    private let lock = NSLock()
    private var nowMs: Int64
    private var wrongMs: Int64 = 0

    init(_ nowMs: Int64) {
        self.nowMs = nowMs
    }

    func set(_ nowMs: Int64, wrongMs: Int64) {
        lock.withLock { (self.nowMs, self.wrongMs) = (nowMs, wrongMs) }
    }

    func pass(_ nowMs: Int64) {
        lock.withLock { self.nowMs = nowMs }
    }

    func now() throws -> Date {
        lock.withLock { Date(timeIntervalSince1970: Double(nowMs + wrongMs) / 1000) }
    }
}

/// How long it says.
private func long(_ args: Table) -> Int64 {
    func part(_ name: String) -> Int64 { (args[name] as? NSNumber)?.int64Value ?? 0 }
    return ((part("days") * 24 + part("hours")) * 60 + part("minutes")) * 60_000
}

/// The digits of a unit that those below it share.
private func scope(_ division: String) -> String {
    let shared = [4, 6, 9].first { division.dropFirst($0).allSatisfy { $0 == "0" } }
    return shared.map { String(division.prefix($0)) } ?? division
}

private func csv(_ file: URL) throws -> [[String: String]] {
    let text = try String(contentsOf: file, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { line in
        let cells = line.trimmingCharacters(in: ["\u{FEFF}"])
        return cells.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
}
