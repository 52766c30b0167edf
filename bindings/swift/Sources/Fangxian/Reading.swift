import Foundation

/// Reading what is on this device, and its upkeep.
extension Ledger {
    /// Who this device acts for.
    public func me() async throws -> Me {
        try await act { try $0.me() }
    }

    /// One record as it stands, whatever its kind.
    public func view(_ record: RecordId) async throws -> RecordView {
        try await act { try $0.view(record: record) }
    }

    /// Why a record is as it is, who must do what next and by when: one paragraph (说明).
    public func explain(_ record: RecordId) async throws -> Spoken {
        try await act { try $0.explain(record: record) }
    }

    /// What stands above the columns of the ledger of a kind, in the order of the form that is
    /// handed up (台账栏目); nothing of a kind of a newer version.
    public func columns(_ kind: Kind) async throws -> [Heading] {
        try await act { try $0.columns(kind: kind) }
    }

    /// What the ledger of its kind says of a record today, one cell under each of its columns.
    public func cells(_ record: RecordId) async throws -> [Cell] {
        try await act { try $0.cells(record: record) }
    }

    /// The story of a record, in order of causality (经过).
    public func history(_ record: RecordId) async throws -> [HistoryStep] {
        try await act { try $0.history(record: record) }
    }

    /// What waits to be sent, since when, and what was refused (待上传).
    public func outbox() async throws -> Outbox {
        try await act { try $0.outbox() }
    }

    /// How far this device's part of a record has come (在哪里).
    public func place(_ record: RecordId) async throws -> UploadState {
        try await act { try $0.place(record: record) }
    }

    /// What could not be used here, with reason, source and bytes (隔离区).
    public func quarantine(after: UInt64 = 0, limit: UInt32 = 100) async throws -> [Quarantined] {
        try await act { try $0.quarantine(after: after, limit: limit) }
    }

    /// Units, posts and who is responsible where, as far as this device knows.
    public func orgTree() async throws -> OrgTree {
        try await act { try $0.orgTree() }
    }

    /// A person's name from their card; `nil` when there is no card or it was erased.
    public func nameOf(_ person: PersonId) async throws -> String? {
        try await act { try $0.nameOf(person: person) }
    }

    /// When the app goes to the background: the next opening is fast. The ledger stays usable.
    public func rest() async throws {
        try await act { try $0.rest() }
    }

    /// Rebuilds documents, lists and search from the envelopes. The ledger stays usable.
    public func rebuild(
        progress: (@Sendable (_ done: UInt64, _ of: UInt64) -> Void)? = nil
    ) async throws -> RebuildReport {
        try await act { try $0.rebuild(watch: progress.map(Watch.init)) }
    }

    /// What the centre set aside of what was said here, oldest first (留底待认定).
    public func setAside() async throws -> [SetAside] {
        try await act { try $0.setAside() }
    }

    /// Photos, recordings and files of this person that do not get to the centre (附件留底).
    public func attachmentsSetAside() async throws -> [AttachmentSetAside] {
        try await act { try $0.attachmentsSetAside() }
    }

    /// Tries everything that was set aside once more (重试), after an upgrade or a corrected post.
    public func retrySetAside() async throws -> Retried {
        try await act { try $0.retrySetAside() }
    }

    /// Whether this ledger's folder may be deleted, as when someone logs out for good, and what
    /// stands in the way (能不能删). Ask with nothing more to be saved, close, then delete.
    public func deletion() async throws -> Deletion {
        try await act { try $0.deletion() }
    }

    /// Compares everything derived with what a rebuild would give. Empty is good.
    public func compare() async throws -> [Difference] {
        try await act { try $0.compare() }
    }
}

private final class Watch: RebuildWatch {
    private let tell: @Sendable (UInt64, UInt64) -> Void

    init(_ tell: @escaping @Sendable (UInt64, UInt64) -> Void) {
        self.tell = tell
    }

    func rebuilt(done: UInt64, of: UInt64) throws {
        tell(done, of)
    }
}
