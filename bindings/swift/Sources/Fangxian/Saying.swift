import Foundation

/// An act by its name, of a kind by its name, with its parts by theirs, as documents spell them:
/// for forms and pages that hold words and know no types. What is missing or wrong is bad input.
public func actOf(_ kind: Kind, _ name: String, _ parts: [String: Scalar] = [:]) throws -> Act {
    try actOfName(kind: kind, name: name, parts: parts)
}

/// Saying any act of any kind of record. `shown` is the version of the view that was on the screen:
/// an act that decides covers that and nothing that arrived since, and is not taken without it.
extension Ledger {
    /// Says something of a record: an act of its kind.
    public func say(_ record: RecordId, shown: Version?, _ said: Act) async throws -> Saved {
        try await act { try $0.say(record: record, shown: shown, act: said) }
    }

    /// Says several things of a record at once: all are saved, or none.
    public func sayAll(_ record: RecordId, shown: Version?, _ said: [Act]) async throws -> Saved {
        try await act { try $0.sayAll(record: record, shown: shown, acts: said) }
    }

    /// Says that a record was entered by mistake, whatever its kind (作废). It stays, and loses to
    /// whatever its author had not seen.
    public func void(
        _ record: RecordId, shown: Version, reason: String
    ) async throws -> Saved {
        try await act { try $0.void(record: record, shown: shown, reason: reason) }
    }

    /// Declines a proposal (不采纳): it no longer waits and stays in the history.
    public func declineProposal(
        _ record: RecordId, shown: Version, proposal: FactId, reason: String
    ) async throws -> Saved {
        try await act {
            try $0.declineProposal(record: record, shown: shown, proposal: proposal, reason: reason)
        }
    }

    /// Begins a record of any kind: of that which its first act begins.
    public func begin(_ record: NewRecord) async throws -> Saved {
        try await act { try $0.begin(record: record) }
    }

    /// Begins several records in one commit: all are saved, or none.
    public func beginAll(_ records: [NewRecord]) async throws -> [Saved] {
        try await act { try $0.beginAll(records: records) }
    }

    /// Begins a record of any kind: of that which `first` begins. `fields` say what it is called
    /// and how it is described, by their names; of several acts or other values, make a `NewRecord`.
    public func begin(
        _ first: Act, _ fields: [String: String] = [:], position: Position? = nil,
        home: Division? = nil, attachments: [Attachment] = []
    ) async throws -> Saved {
        let texts = fields.mapValues { Scalar.text($0) }
        return try await begin(
            NewRecord(
                acts: [first], fields: texts, position: position, home: home,
                attachments: attachments))
    }
}
