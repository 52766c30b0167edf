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

    /// One hazard as it stands.
    public func hazard(_ record: RecordId) async throws -> HazardView {
        try await act { try $0.hazard(record: record) }
    }

    /// One training session as it stands.
    public func training(_ record: RecordId) async throws -> TrainingView {
        try await act { try $0.training(record: record) }
    }

    /// One site as it stands.
    public func site(_ record: RecordId) async throws -> SiteView {
        try await act { try $0.site(record: record) }
    }

    /// One accident as it stands.
    public func accident(_ record: RecordId) async throws -> AccidentView {
        try await act { try $0.accident(record: record) }
    }

    /// Why a record is as it is, who must do what next and by when: one paragraph (说明).
    public func explain(_ record: RecordId) async throws -> Spoken {
        try await act { try $0.explain(record: record) }
    }

    /// How many days a hazard is past its deadline on `today` (超期天数); 0 when it is not.
    public func daysOverdue(_ record: RecordId, today: Day) async throws -> Int64 {
        try await act { try $0.daysOverdue(record: record, today: today) }
    }

    /// A page of hazards: filtered, sorted, searched.
    public func hazards(_ query: HazardQuery = HazardQuery()) async throws -> HazardPage {
        try await act { try $0.hazards(query: query) }
    }

    /// How many hazards a query finds on all its pages.
    public func countHazards(_ query: HazardQuery = HazardQuery()) async throws -> UInt64 {
        try await act { try $0.countHazards(query: query) }
    }

    /// A page of accidents.
    public func accidents(_ query: AccidentQuery = AccidentQuery()) async throws -> AccidentPage {
        try await act { try $0.accidents(query: query) }
    }

    /// How many accidents a query finds.
    public func countAccidents(_ query: AccidentQuery = AccidentQuery()) async throws -> UInt64 {
        try await act { try $0.countAccidents(query: query) }
    }

    /// A page of training sessions.
    public func trainings(_ query: TrainingQuery = TrainingQuery()) async throws -> TrainingPage {
        try await act { try $0.trainings(query: query) }
    }

    /// How many training sessions a query finds.
    public func countTrainings(_ query: TrainingQuery = TrainingQuery()) async throws -> UInt64 {
        try await act { try $0.countTrainings(query: query) }
    }

    /// A page of sites.
    public func sites(_ query: SiteQuery = SiteQuery()) async throws -> SitePage {
        try await act { try $0.sites(query: query) }
    }

    /// How many sites a query finds.
    public func countSites(_ query: SiteQuery = SiteQuery()) async throws -> UInt64 {
        try await act { try $0.countSites(query: query) }
    }

    /// The story of a record, in order of causality (经过).
    public func history(_ record: RecordId) async throws -> [HistoryStep] {
        try await act { try $0.history(record: record) }
    }

    /// Hazards of the same village that may be the same as this one, the likeliest first.
    public func likelyDuplicates(_ record: RecordId) async throws -> [Near] {
        try await act { try $0.likelyDuplicates(record: record) }
    }

    /// Hazards that may be the same as the one about to be reported, the likeliest first.
    public func likelyDuplicates(of draft: HazardDraft) async throws -> [Near] {
        try await act { try $0.likelyDuplicatesOf(draft: draft) }
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
