import Foundation

/// What anyone says of hazards every day, and what says more than one thing.
extension Ledger {
    /// Reports a hazard (上报隐患). On disk before it returns, signal or not.
    public func reportHazard(_ draft: HazardDraft) async throws -> Saved {
        try await act { try $0.reportHazard(draft: draft) }
    }

    /// Reports several hazards (批量上报): all are saved, or none.
    public func reportHazards(_ drafts: [HazardDraft]) async throws -> [RecordId] {
        try await act { try $0.reportHazards(drafts: drafts) }
    }

    /// Looks again (再次查看): still dangerous, or gone. Closes nothing by itself.
    public func observe(_ record: RecordId, seen: ObservationDraft) async throws -> Saved {
        try await act { try $0.observe(record: record, seen: seen) }
    }

    /// Decides whether two records are the same (认定重复). Reversible.
    public func decideDuplicate(
        _ record: RecordId, shown: Version, of: RecordId, same: Bool
    ) async throws -> Saved {
        try await act { try $0.decideDuplicate(record: record, shown: shown, of: of, same: same) }
    }

    /// How many days a hazard is past its deadline on `today` (超期天数); 0 when it is not.
    public func daysOverdue(_ record: RecordId, today: Day) async throws -> Int64 {
        try await act { try $0.daysOverdue(record: record, today: today) }
    }

    /// Hazards of the same village that may be the same as this one, the likeliest first.
    public func likelyDuplicates(_ record: RecordId) async throws -> [Near] {
        try await act { try $0.likelyDuplicates(record: record) }
    }

    /// Hazards that may be the same as the one about to be reported, the likeliest first.
    public func likelyDuplicates(of draft: HazardDraft) async throws -> [Near] {
        try await act { try $0.likelyDuplicatesOf(draft: draft) }
    }
}
