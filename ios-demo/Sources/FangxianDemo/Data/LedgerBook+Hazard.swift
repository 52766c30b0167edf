import Fangxian
import Foundation

// One hazard: everything a screen shows of it, and what may be done about it.
extension LedgerBook {
    func hazard(_ id: String) async throws -> HazardDetail {
        try await telling {
            let record = RecordId(id)
            let view = try await ledger.hazard(record)
            return HazardDetail(
                id: id, label: view.face.label, title: view.face.title,
                description: try view.face.text(field: "description"), place: view.face.place,
                village: try await village(view.face.home), state: Words(view.state.label),
                stage: HazardDetail.Stage(view.state), flags: view.face.flags.said,
                why: Words(try await ledger.explain(record)),
                next: Words(zh: view.next.zh, en: view.next.en), grade: Words(view.grade.why),
                deadline: view.deadline?.day.text, deadlineWhy: view.deadline.map { Words($0.why) },
                notices: view.face.notices.map { Words(zh: $0.zh, en: $0.en) },
                contradictions: try await contradictions(view.face.conflicts),
                proposals: view.face.proposals.map { Words(zh: $0.zh, en: $0.en) },
                evidence: try await pieces(of: record),
                story: try await story(of: record),
                maybeSame: try await candidates(view.maybeSameAs, besides: record),
                whereabouts: Whereabouts(try await ledger.place(record)),
                seen: Seen(held: view.face.version))
        }
    }

    func act(_ act: HazardAct, on id: String, seen: Seen) async throws -> Kept {
        try await telling {
            Kept(try await saving(act, RecordId(id), shown: try seen.version()))
        }
    }

    private func saving(
        _ act: HazardAct, _ record: RecordId, shown: Version
    ) async throws -> Saved {
        // What the ledger calls an act, beside what the screens call one.
        typealias Said = Fangxian.HazardAct
        switch act {
        case .observe(let danger, let note, let photo):
            let seen = ObservationDraft(
                danger: danger, note: note.isEmpty ? nil : note, photo: photo.map { Attachment($0) })
            return try await ledger.observe(record, seen: seen)
        case .claim(let measures):
            return try await ledger.say(record, shown: nil, Said.claim(measures: measures))
        case .addPiece(let piece):
            return try await ledger.addEvidence(record, Attachment(piece))
        case .describe(let text):
            return try await ledger.describe(record, field: "description", text: text)
        case .accept:
            return try await ledger.say(record, shown: nil, Said.accept)
        case .order(let until):
            let ordered = Said.order(mode: .byDeadline, deadline: Day(of: until))
            return try await ledger.say(record, shown: shown, ordered)
        case .extend(let until, let reason, let interim):
            let asked = Said.askExtension(
                until: Day(of: until), reason: reason, interimControls: interim)
            return try await ledger.say(record, shown: nil, asked)
        case .reinspect(let passed, let opinion):
            let found = Said.reinspect(
                result: passed ? .pass : .fail, opinion: opinion.isEmpty ? nil : opinion)
            return try await ledger.say(record, shown: shown, found)
        case .close:
            let closed = Said.close(kind: .rectified)
            return try await ledger.say(record, shown: shown, closed)
        case .void(let reason):
            return try await ledger.say(record, shown: shown, Said.void(reason: reason))
        case .same(let other, let same):
            return try await ledger.decideDuplicate(
                record, shown: shown, of: RecordId(other), same: same)
        }
    }

    func settle(_ contradiction: Contradiction, of id: String, text: String) async throws -> Kept {
        try await telling {
            let conflict = try contradiction.seen.conflict()
            return Kept(try await ledger.settle(RecordId(id), shown: conflict, text: text))
        }
    }

    private func contradictions(_ conflicts: [Conflict]) async throws -> [Contradiction] {
        var shown: [Contradiction] = []
        for conflict in conflicts {
            var values: [Contradiction.Value] = []
            for value in conflict.values {
                let by = try await name(value.author?.person)
                values.append(
                    Contradiction.Value(text: value.value.said, by: by, at: value.author?.wall))
            }
            shown.append(
                Contradiction(id: conflict.field, values: values, seen: Seen(held: conflict)))
        }
        return shown
    }

    private func story(of record: RecordId) async throws -> [Step] {
        var steps: [Step] = []
        for (number, step) in try await ledger.history(record).enumerated() {
            steps.append(
                Step(
                    id: "\(number) \(step.change)", words: Words(zh: step.zh, en: step.en),
                    by: try await name(step.person), at: step.wall, clockDoubtful: step.doubtful,
                    whereabouts: Whereabouts(step.place)))
        }
        return steps
    }

    /// Records suspected to be the same, and those a machine finds alike: a person decides.
    private func candidates(
        _ suspected: [RecordId], besides record: RecordId
    ) async throws -> [SameCandidate] {
        let alike = try await ledger.likelyDuplicates(record).map(\.record)
        var found: [SameCandidate] = []
        for other in suspected + alike.filter({ !suspected.contains($0) }) {
            // It may be of a village this phone does not hold.
            let title = try? await ledger.hazard(other).face.title
            found.append(SameCandidate(id: other.text, title: title ?? other.text))
        }
        return found
    }

    /// The attachments a record lists.
    func pieces(of record: RecordId) async throws -> [Piece] {
        var pieces: [Piece] = []
        for piece in try await ledger.evidence(record) {
            pieces.append(
                Piece(
                    id: piece.hash.text, role: Piece.Role(rawValue: piece.role ?? "") ?? .document,
                    by: try await name(piece.by), at: piece.at,
                    file: try await ledger.attachment(piece.hash)))
        }
        return pieces
    }

    /// What people call someone. An id stands in for a name that is not known here.
    func name(_ person: PersonId?) async throws -> String {
        guard let person else { return "" }
        return try await ledger.nameOf(person) ?? person.text
    }

    private func village(_ division: Division) async throws -> String {
        try await ledger.orgTree().path(division: division).last ?? division.text
    }
}

extension HazardDetail.Stage {
    fileprivate init(_ state: HazardState) {
        self =
            switch state {
            case .reported, .returned: .reported
            case .accepted, .judged, .rectifying: .underway
            case .awaitingReinspection: .claimed
            case .passed: .passed
            case .closed, .void: .ended
            }
    }
}

extension Scalar {
    fileprivate var said: String {
        switch self {
        case .text(let text): text
        case .int(let number): "\(number)"
        case .bool(let truth): truth ? "✓" : "✗"
        case .null, .bytes: ""
        }
    }
}
