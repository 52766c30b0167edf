import Foundation

/// Fields and attachments: write one, see what contradicts, settle it.
extension Ledger {
    /// Describes a record anew (修改描述). Another value written elsewhere meanwhile stays beside it
    /// until someone who has seen both settles it.
    public func describe(_ record: RecordId, field: String, value: Scalar) async throws -> Saved {
        try await act { try $0.describe(record: record, field: field, value: value) }
    }

    /// Describes a record anew with a text.
    public func describe(_ record: RecordId, field: String, text: String) async throws -> Saved {
        try await describe(record, field: field, value: .text(text))
    }

    /// Fields with more than one value: all of them, and who wrote each.
    public func conflicts(_ record: RecordId) async throws -> [Conflict] {
        try await act { try $0.conflicts(record: record) }
    }

    /// Settles a field that has several values (认定). `shown` is what was on the screen: when another
    /// value has arrived since, nothing is written.
    public func settle(_ record: RecordId, shown: Conflict, value: Scalar) async throws -> Saved {
        try await act { try $0.settle(record: record, shown: shown, value: value) }
    }

    /// Settles a field with a text.
    public func settle(_ record: RecordId, shown: Conflict, text: String) async throws -> Saved {
        try await settle(record, shown: shown, value: .text(text))
    }

    /// Adds a photo, voice note or document (补充证据). Evidence only grows.
    public func addEvidence(_ record: RecordId, _ attachment: Attachment) async throws -> Saved {
        try await act { try $0.addEvidence(record: record, attachment: attachment) }
    }

    /// The attachments a record lists.
    public func evidence(_ record: RecordId) async throws -> [Evidence] {
        try await act { try $0.evidence(record: record) }
    }

    /// The file that holds an attachment's bytes here; `nil` while they are elsewhere.
    public func attachment(_ hash: EvidenceHash) async throws -> URL? {
        try await act { try $0.attachment(hash: hash) }.map { URL(fileURLWithPath: $0) }
    }
}
