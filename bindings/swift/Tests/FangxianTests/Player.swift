import Foundation
import Testing

@testable import Fangxian

/// This player does not know a word of the scenario.
struct Unknown: Error, CustomStringConvertible {
    let description: String

    init(_ word: String) {
        description = "the player must learn \(word)"
    }
}

/// A promise that does not hold.
struct Broken: Error, CustomStringConvertible {
    let description: String
}

typealias Table = [String: Any]

/// Plays a scenario file through the skin: who does what offline, and what phones must show.
struct Player {
    private let plan: Table
    private let stage: Stage
    private var screens: [String: Face] = [:]
    private var facts: [String: FactId] = [:]
    private var signIns: [[String]: FactId] = [:]

    init(_ plan: Table, on stage: Stage) {
        self.plan = plan
        self.stage = stage
    }

    mutating func play() async throws {
        for step in plan.tables("steps") {
            do {
                try await take(step)
            } catch {
                let line = step["line"] ?? 0
                throw Broken(description: "line \(line), \(step.text("said")): \(error)")
            }
        }
        try await expect(plan.tables("expect"))
    }

    private mutating func take(_ step: Table) async throws {
        switch step.text("does") {
        case "check":
            try await expect(step.tables("expect"))
        case "act":
            try await act(step)
        default:
            try await stage.happens(step.text("verb"), to: step.texts("phones"), step.table("args"))
        }
    }

    private mutating func act(_ step: Table) async throws {
        try stage.pass(60_000)  // Whatever is done takes a minute.
        let args = step.table("args")
        let fails = args["fails"] as? String
        let saved: Saved
        do {
            guard let done = try await done(step, by: step.texts("phones")[0]) else { return }
            saved = done
        } catch let error as FangxianError {
            let wanted = fails == "bad_field" ? "bad_input" : fails
            guard wanted == refusal(error) else { throw error }
            return
        }
        if let fails { throw Broken(description: "was taken, but should fail: \(fails)") }
        if let name = args["as"] as? String {
            if stage.records[step.text("record")] == nil {
                stage.records[name] = saved.record
            } else if let fact = saved.fact {
                facts[name] = fact
            }
        }
        if (args["proposal"] as? String == "yes") == saved.needs.isEmpty {
            throw Broken(description: "needs \(saved.needs)")
        }
    }

    /// Does one step; nothing when it only looks.
    private mutating func done(_ step: Table, by phone: String) async throws -> Saved? {
        let (ledger, args, how) = (try stage.phone(phone), step.table("args"), step.text("how"))
        if how == "begin" {
            return try await ledger.begin(begins(step, by: phone))
        }
        guard let record = stage.records[step.text("record")] else {
            throw Unknown("the record of \(step.text("verb"))")
        }
        switch how {
        case "read":
            screens[args.text("as")] = try await ledger.view(record).face
            return nil
        case "say_each":
            return try await each(step, record, by: phone)
        case "observe":
            let seen = ObservationDraft(
                danger: args.yes("danger"), note: args["note"] as? String, photo: photo(args))
            return try await ledger.observe(record, seen: seen)
        case "describe":
            return try await ledger.describe(
                record, field: args.text("field"), text: args.text("value"))
        case "add_photo":
            let role = args["role"] as? String ?? "before"
            return try await ledger.addEvidence(record, #require(photo(args, role)))
        default:
            break
        }
        // What was on the screen.
        let screen = (args["seeing"] as? String).flatMap { screens[$0] }
        let shown = if let screen { screen } else { try await ledger.view(record).face }
        switch how {
        case "say", "say_all":
            let acts = try await acts(step, record, by: phone)
            return how == "say_all"
                ? try await ledger.sayAll(record, shown: shown.version, acts)
                : try await ledger.say(record, shown: shown.version, acts[0])
        case "decide_same":
            let of = try #require(stage.records[args.text("of")])
            return try await ledger.decideDuplicate(
                record, shown: shown.version, of: of, same: args.yes("same"))
        case "decline_proposal":
            return try await ledger.declineProposal(
                record, shown: shown.version, proposal: #require(facts[args.text("of")]),
                reason: args["reason"] as? String ?? "不采纳")
        case "settle":
            let conflict = shown.conflicts.first { $0.field == args.text("field") }
            return try await ledger.settle(
                record, shown: #require(conflict), text: args.text("value"))
        default:
            throw Unknown(how)
        }
    }

    private mutating func each(
        _ step: Table, _ record: RecordId, by phone: String
    ) async throws -> Saved? {
        var saved: Saved?
        let acts = try await acts(step, record, by: phone)
        for (act, said) in zip(acts, step.tables("acts")) {
            let done = try await stage.phone(phone).say(record, shown: nil, act)
            for part in said.table("props").values {
                guard let person = (part as? Table)?["person"] as? String else { continue }
                signIns[[phone, record.text, person]] = done.fact
            }
            saved = done
        }
        return saved
    }

    private func acts(_ step: Table, _ record: RecordId?, by phone: String) async throws -> [Act] {
        var acts: [Act] = []
        for act in step.tables("acts") {
            var parts: [String: Scalar] = [:]
            for (name, part) in act.table("props") {
                parts[name] = try scalar(part as? Table ?? [:], record, by: phone)
            }
            let kind =
                if let kind = act["kind"] as? String { Kind(kind) } else {
                    try await stage.phone(phone).view(#require(record)).face.kind
                }
            acts.append(try actOf(kind, act.text("name"), parts))
        }
        return acts
    }

    /// A part of an act, as documents hold it.
    private func scalar(_ part: Table, _ record: RecordId?, by phone: String) throws -> Scalar {
        let (type, value) = try #require(part.first)
        let name = value as? String ?? ""
        return switch type {
        case "text": .text(name)
        case "int": .int(try #require((value as? NSNumber)?.int64Value))
        case "bool": .bool(try #require(value as? Bool))
        case "person": .text(stage.person(name).text)
        case "unit": .text(try stage.unit(name).text)
        case "record": .text(try #require(stage.records[name]).text)
        case "fact": .text(try #require(facts[name]).text)
        case "sign_in": .text(try #require(signIns[[phone, record?.text ?? "", name]]).text)
        default: throw Unknown(type)
        }
    }

    private func begins(_ step: Table, by phone: String) async throws -> NewRecord {
        let new = step.table("begins")
        let fields = new.table("fields").mapValues { Scalar.text($0 as? String ?? "") }
        let degrees = (new["position"] as? [NSNumber])?.map { Double($0.int64Value) / 1e7 }
        return NewRecord(
            acts: try await acts(step, nil, by: phone),
            fields: fields,
            position: degrees.map { Position(latitude: $0[0], longitude: $0[1]) },
            home: try (new["home"] as? String).map { try stage.unit($0) },
            attachments: new.texts("photos").map { attachment($0, "before") })
    }

    private func photo(_ args: Table, _ role: String = "before") -> Attachment? {
        (args["photo"] as? String).map { attachment($0, role) }
    }

    private func attachment(_ caption: String, _ role: String) -> Attachment {
        Attachment(bytes: Data(caption.utf8), mime: "image/jpeg", role: role)
    }

    private func expect(_ expected: [Table]) async throws {
        for one in expected {
            for name in stage.named(one.text("phone")) {
                let screen = try await stage.screen(name, one.text("record"))
                let there = try screen.at(one.text("path"))
                if try !holds(one.text("rule"), one["value"], there) {
                    let place = "\(name) · \(one.text("record")) · \(one.text("word"))"
                    let (line, wanted) = (one["line"] ?? 0, one["value"] ?? "nothing")
                    throw Broken(
                        description: "line \(line), \(place): expected \(wanted), shown \(there)")
                }
            }
        }
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

extension Table {
    func text(_ key: String) -> String { self[key] as? String ?? "" }
    func texts(_ key: String) -> [String] { self[key] as? [String] ?? [] }
    func yes(_ key: String) -> Bool { self[key] as? Bool ?? false }
    func table(_ key: String) -> Table { self[key] as? Table ?? [:] }
    func tables(_ key: String) -> [Table] { self[key] as? [Table] ?? [] }
}
