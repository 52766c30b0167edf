import Foundation

/// What anyone may say of a hazard.
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

    /// Says it may be a major hazard (疑似重大). A village may suspect; an office judges.
    public func suspectMajor(_ record: RecordId, clause: String? = nil) async throws -> Saved {
        try await act { try $0.suspectMajor(record: record, clause: clause) }
    }

    /// Says the work is done (申报整改完成). It closes nothing: an office reinspects.
    public func claim(
        _ record: RecordId, measures: String, costFen: Int64? = nil
    ) async throws -> Saved {
        try await act { try $0.claim(record: record, measures: measures, costFen: costFen) }
    }

    /// States one of the five implementations (五落实). `shown` is what was on the screen.
    public func implement(
        _ record: RecordId, shown: Version, draft: ImplementDraft
    ) async throws -> Saved {
        try await act { try $0.implement(record: record, shown: shown, draft: draft) }
    }

    /// States one item of the plan a major hazard needs (治理方案).
    public func plan(_ record: RecordId, item: PlanItem, text: String) async throws -> Saved {
        try await act { try $0.plan(record: record, item: item, text: text) }
    }

    /// Says how the work stands (督办进展).
    public func reportProgress(_ record: RecordId, text: String) async throws -> Saved {
        try await act { try $0.reportProgress(record: record, text: text) }
    }

    /// Asks for more time (申请延期). `interimControls` says what keeps people safe meanwhile.
    public func askExtension(
        _ record: RecordId, until: Day, reason: String, interimControls: String
    ) async throws -> Saved {
        try await act {
            try $0.askExtension(record: record, until: until, reason: reason, interimControls: interimControls)
        }
    }

    /// Says it may be the same as another record (疑似重复). A person decides.
    public func suspectDuplicate(
        _ record: RecordId, of: RecordId, distanceM: Int64? = nil
    ) async throws -> Saved {
        try await act { try $0.suspectDuplicate(record: record, of: of, distanceM: distanceM) }
    }

    /// Decides whether two records are the same (认定重复). Reversible.
    public func decideDuplicate(
        _ record: RecordId, shown: Version, of: RecordId, same: Bool
    ) async throws -> Saved {
        try await act { try $0.decideDuplicate(record: record, shown: shown, of: of, same: same) }
    }

    /// Says it was entered by mistake (作废). Loses to any word its author had not seen.
    public func voidHazard(
        _ record: RecordId, shown: Version, reason: String
    ) async throws -> Saved {
        try await act { try $0.voidHazard(record: record, shown: shown, reason: reason) }
    }

    /// Notes that an order was served (送达), or that the receiver refused to sign.
    public func serveOrder(
        _ record: RecordId, order: FactId, refused: Bool = false
    ) async throws -> Saved {
        try await act { try $0.serveOrder(record: record, order: order, refused: refused) }
    }
}
