import Foundation
import Testing

@testable import Fangxian

/// This player does not know a word of the scenario.
struct Unknown: Error {
    let word: String

    init(_ word: String) {
        self.word = word
    }
}

/// A promise that does not hold.
struct Broken: Error, CustomStringConvertible {
    let description: String
}

typealias Table = [String: Any]

/// Plays a scenario file through the skin: who does what offline, and what phones must show.
struct Player {
    /// Every verb it knows.
    private static let known: Set = [
        "syncs", "offline", "online", "reads", "check", "reports", "observes", "suspects", "accepts",
        "returns", "judges", "orders", "claims", "reinspects", "closes", "progresses", "voids",
        "describes", "settles", "adds_photo",
    ]

    private let plan: Table
    private let people: [String: String]
    private var order: [String] = []
    private var phones: [String: Ledger] = [:]
    private var records: [String: RecordId] = [:]
    private var screens: [String: HazardView] = [:]
    private var offline: Set<String> = []

    /// Enrols every phone of the plan at a centre that knows its people.
    init(_ plan: Table, at centre: Centre) async throws {
        self.plan = plan
        var (people, ids): ([String: String], [String: String]) = ([:], [:])
        for person in plan.tables("people") {
            people[person.text("id")] = person.text("name")
            ids[person.text("name")] = person.text("id")
        }
        self.people = people
        for phone in plan.tables("phones") {
            let person = try #require(ids[phone.text("person")])
            phones[phone.text("name")] = try await centre.phone(person)
            order.append(phone.text("name"))
        }
    }

    /// Verbs of the plan this player does not know.
    static func unknown(_ plan: Table) -> Set<String> {
        Set(plan.tables("steps").map { $0.text("verb") }).subtracting(known)
    }

    mutating func play() async throws {
        for step in plan.tables("steps") {
            do {
                try await take(step)
            } catch let unknown as Unknown {
                throw unknown
            } catch {
                let line = step["line"] ?? 0
                throw Broken(description: "line \(line), \(step.text("said")): \(error)")
            }
        }
        try await expect(plan.tables("expect"))
    }

    func close() {
        for phone in phones.values { try? phone.close() }
    }

    private mutating func take(_ step: Table) async throws {
        let names = step["phones"] as? [String] ?? []
        switch (step.text("does"), step.text("verb")) {
        case ("check", _):
            try await expect(step.tables("expect"))
        case ("act", let verb):
            try await act(verb, step, phone(names[0]))
        case (_, "syncs"):
            for name in names == ["everyone"] ? order + order : names where !offline.contains(name) {
                try await sync(phone(name))
            }
        case (_, "offline"):
            offline.formUnion(names)
        case (_, "online"):
            offline.subtract(names)
        case (_, let verb):
            throw Unknown(verb)
        }
    }

    private func phone(_ name: String) throws -> Ledger {
        guard let phone = phones[name] else { throw Unknown(name) }
        return phone
    }

    private mutating func act(_ verb: String, _ step: Table, _ ledger: Ledger) async throws {
        let args = step["args"] as? Table ?? [:]
        let record = records[step.text("record")]
        if verb == "reads", let record {
            screens[args.text("as")] = try await ledger.hazard(record)
            return
        }
        let fails = args["fails"] as? String
        let saved: Saved
        do {
            saved = try await say(verb, ledger, record, args)
        } catch let error as FangxianError {
            guard fails == refusal(error) else { throw error }
            return
        }
        if let fails { throw Broken(description: "was taken, but should fail: \(fails)") }
        if record == nil { records[args.text("as")] = saved.record }
        if (args["proposal"] as? String == "yes") == saved.needs.isEmpty {
            throw Broken(description: "needs \(saved.needs)")
        }
    }

    private func say(
        _ verb: String, _ ledger: Ledger, _ opened: RecordId?, _ args: Table
    ) async throws -> Saved {
        if verb == "reports" { return try await report(ledger, args) }
        guard let record = opened else { throw Unknown(verb) }
        let screen = (args["seeing"] as? String).flatMap { screens[$0] }
        let shown = if let screen { screen } else { try await ledger.hazard(record) }
        let (version, note) = (shown.face.version, { (word: String) in args[word] as? String })
        switch verb {
        case "observes":
            let seen = ObservationDraft(
                danger: args.yes("danger"), note: note("note"), photo: note("photo").map { photo($0) })
            return try await ledger.observe(record, seen: seen)
        case "suspects":
            return try await ledger.suspectMajor(record, clause: note("clause"))
        case "accepts":
            return try await ledger.accept(record)
        case "returns":
            return try await ledger.returnForMore(record, reason: args.text("reason"))
        case "judges":
            let grade = try of([Grade.ordinary, .major], args.text("grade"))
            return try await ledger.judge(record, shown: version, grade: grade, clause: note("clause"))
        case "orders":
            let mode = try of([OrderMode.atOnce, .byDeadline, .stopWork], note("mode") ?? "by_deadline")
            let draft = OrderDraft(
                mode: mode, deadline: note("deadline").map { Day($0) }, docNo: note("doc"))
            return try await ledger.order(record, shown: version, draft: draft)
        case "claims":
            let costFen = (args["yuan"] as? Int64).map { $0 * 100 }
            return try await ledger.claim(record, measures: note("measures") ?? "", costFen: costFen)
        case "reinspects":
            let result = try of([ReinspectResult.pass, .partial, .fail], args.text("result"))
            return try await ledger.reinspect(
                record, shown: version, result: result, opinion: note("opinion"))
        case "closes":
            if args["basis"] != nil { throw Unknown("closes with a basis") }
            let kinds = [CloseKind.rectified, .toRiskPoint, .siteGone, .falseAlarm]
            let draft = CloseDraft(kind: try of(kinds, note("kind") ?? "rectified"), docNo: note("doc"))
            return try await ledger.closeHazard(record, shown: version, draft: draft)
        case "progresses":
            return try await ledger.reportProgress(record, text: args.text("text"))
        case "voids":
            return try await ledger.voidHazard(
                record, shown: version, reason: note("reason") ?? "报错了")
        case "describes":
            return try await ledger.describe(
                record, field: args.text("field"), text: args.text("value"))
        case "settles":
            guard let conflict = shown.face.conflicts.first(where: { $0.field == args.text("field") })
            else { throw Broken(description: "the field has one value") }
            return try await ledger.settle(record, shown: conflict, text: args.text("value"))
        case "adds_photo":
            return try await ledger.addEvidence(
                record, photo(args.text("photo"), note("role") ?? "before"))
        default:
            throw Unknown(verb)
        }
    }

    private func report(_ ledger: Ledger, _ args: Table) async throws -> Saved {
        for more in ["village", "lat", "source"] where args[more] != nil {
            throw Unknown("reports with \(more)")
        }
        return try await ledger.reportHazard(
            HazardDraft(
                title: args.text("title"), description: args.text("description"),
                sector: args.text("sector"), place: args.text("place"),
                suspectMajor: args.yes("suspect_major"),
                attachments: (args["photo"] as? String).map { [photo($0)] } ?? []))
    }

    private func expect(_ expected: [Table]) async throws {
        for one in expected {
            let everyone = one.text("phone") == "everyone"
            for name in everyone ? order : [one.text("phone")] {
                guard let record = records[one.text("record")] else {
                    throw Unknown("the phone as a whole")
                }
                let whether = one.text("of") == "here"
                let shown: Table =
                    whether
                    ? ["here": try await has(phone(name), record)]
                    : try await screen(phone(name), record)
                guard let there = shown[one.text("of")] else { throw Unknown(one.text("word")) }
                if try !holds(one.text("rule"), one["value"], there) {
                    let place = "\(name) · \(one.text("record")) · \(one.text("word"))"
                    let (line, wanted) = (one["line"] ?? 0, one["value"] ?? "nothing")
                    throw Broken(
                        description: "line \(line), \(place): expected \(wanted), shown \(there)")
                }
            }
        }
    }

    private func has(_ ledger: Ledger, _ record: RecordId) async throws -> Bool {
        do {
            _ = try await ledger.view(record)
            return true
        } catch FangxianError.NotFound {
            return false
        }
    }

    /// What a phone shows of a hazard; what it shows nothing of is `NSNull`.
    private func screen(_ ledger: Ledger, _ record: RecordId) async throws -> Table {
        guard case .hazard(let view) = try await ledger.view(record) else {
            throw Unknown("a record that is no hazard")
        }
        let name = { (person: PersonId) in people[person.text] ?? person.text }
        let text = { (value: Scalar) in if case .text(let text) = value { text } else { "" } }
        let maybe = { (value: Any?) in value ?? NSNull() }
        var notices: [String: Int] = [:]
        for notice in view.face.notices { notices[word(notice.kind), default: 0] += 1 }
        var (said, authors): ([String: [String]], [String: [String]]) = ([:], [:])
        for one in view.face.conflicts {
            said[one.field] = one.values.map { text($0.value) }
            authors[one.field] = one.values.compactMap(\.author).map { name($0.person) }
        }
        return [
            "state": word(view.state),
            "flags": view.face.flags.map(word),
            "notices": notices,
            "notice_texts": view.face.notices.map(\.zh),
            "next_by": view.next.who.map(word),
            "next_text": view.next.zh,
            "grade": maybe(view.grade.judged.map(word)),
            "major": view.grade.suspectedMajor || view.grade.judged == .major,
            "suspected": view.grade.suspectedMajor,
            "grade_why": view.grade.why.zh,
            "mode": maybe(view.mode.map(word)),
            "deadline": maybe(view.deadline?.day.text),
            "other_deadlines": view.deadline?.others.map(\.day.text) ?? [],
            "deadline_why": maybe(view.deadline?.why.zh),
            "rounds": view.rounds.count,
            "dangers": view.dangers.count,
            "closed_as": maybe((view.closed?.kind).map(word)),
            "proposals": view.face.proposals.count,
            "proposals_by": view.face.proposals.map { name($0.by) },
            "proposal_needs": Array(Set(view.face.proposals.flatMap(\.needs).map(word))),
            "conflicts": said,
            "conflict_authors": authors,
            "title": view.face.title,
            "description": try view.face.text(field: "description"),
            "sector": try view.face.text(field: "sector"),
            "place_text": view.face.place,
            "people": view.face.people.map(name),
            "history": try await ledger.history(record).map(\.zh),
            "place": word(try await ledger.place(record)),
            "evidence": try await ledger.evidence(record).count,
        ]
    }
}

private func refusal(_ error: FangxianError) -> String {
    switch error {
    case .Changed: "changed"
    case .OutOfScope: "out_of_scope"
    case .BadInput: "bad_input"
    case .NotFound: "not_found"
    case .NotEnrolled: "not_enrolled"
    case .TryLater, .KeyStore, .Reopen: "other"
    }
}

private func photo(_ caption: String, _ role: String = "before") -> Attachment {
    Attachment(bytes: Data(caption.utf8), mime: "image/jpeg", role: role)
}

/// A word of the vocabulary as files write it: `awaitingReinspection` is `awaiting_reinspection`.
private func word<Word>(_ value: Word) -> String {
    var written = ""
    for letter in "\(value)" {
        written += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
    }
    return written
}

private func of<Word>(_ all: [Word], _ written: String) throws -> Word {
    guard let found = all.first(where: { word($0) == written }) else { throw Unknown(written) }
    return found
}

private func items(_ value: Any?) -> [Any] {
    switch value {
    case nil, is NSNull: []
    case let list as [Any]: list
    case let one?: [one]
    }
}

/// A value as text, the same for whatever type a number or a truth has.
private func said(_ value: Any?) -> String {
    switch value {
    case nil, is NSNull: "nothing"
    case let text as String: text
    case let truth as Bool: "\(truth ? 1 : 0)"
    case let one?: "\(one)"
    }
}

private func sorted(_ value: Any?) -> [String] {
    items(value).map(said).sorted()
}

private func holds(_ rule: String, _ wanted: Any?, _ there: Any) throws -> Bool {
    switch rule {
    case "same":
        if let wanted = wanted as? Table {
            let there = there as? Table ?? [:]
            return wanted.count == there.count
                && wanted.allSatisfy { said($0.value) == said(there[$0.key]) }
        }
        return said(wanted) == said(there) || (there is NSNull && said(wanted) == "none")
    case "not":
        return !(there is NSNull) && said(wanted) != said(there)
    case "same_set":
        return sorted(wanted) == sorted(there)
    case "same_list":
        return items(wanted).map(said) == items(there).map(said)
    case "same_sets":
        let (these, those) = (wanted as? Table ?? [:], there as? Table ?? [:])
        return Set(these.keys) == Set(those.keys)
            && these.allSatisfy { sorted($0.value) == sorted(those[$0.key]) }
    case "includes":
        return Set(sorted(wanted)).isSubset(of: sorted(there))
    case "excludes":
        return Set(sorted(wanted)).isDisjoint(with: sorted(there))
    case "counts":
        let there = there as? Table ?? [:]
        return (wanted as? Table ?? [:]).allSatisfy { said($0.value) == said(there[$0.key] ?? 0) }
    case "says":
        let texts = items(there).map(said)
        return items(wanted).map(said).allSatisfy { part in texts.contains { $0.contains(part) } }
    case "lacks":
        let texts = items(there).map(said)
        return !(there is NSNull)
            && items(wanted).map(said).allSatisfy { part in !texts.contains { $0.contains(part) } }
    default:
        throw Unknown(rule)
    }
}

extension Table {
    func text(_ key: String) -> String { self[key] as? String ?? "" }
    func yes(_ key: String) -> Bool { self[key] as? Bool ?? false }
    func tables(_ key: String) -> [Table] { self[key] as? [Table] ?? [] }
}
