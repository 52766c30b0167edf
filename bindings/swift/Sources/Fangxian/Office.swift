import Foundation

/// Acts of office. Each takes what was on the screen (`shown`): the decision covers that and
/// nothing that arrived since. Beyond one's role it is kept as a proposal: see ``Saved/needs``.
extension Ledger {
    /// Takes a reported hazard on (受理).
    public func accept(_ record: RecordId) async throws -> Saved {
        try await act { try $0.accept(record: record) }
    }

    /// Asks the reporter for more (退回补正).
    public func returnForMore(_ record: RecordId, reason: String) async throws -> Saved {
        try await act { try $0.returnForMore(record: record, reason: reason) }
    }

    /// Judges the statutory grade (核定等级).
    public func judge(
        _ record: RecordId, shown: Version, grade: Grade, clause: String? = nil
    ) async throws -> Saved {
        try await act { try $0.judge(record: record, shown: shown, grade: grade, clause: clause) }
    }

    /// Orders rectification (责令整改).
    public func order(_ record: RecordId, shown: Version, draft: OrderDraft) async throws -> Saved {
        try await act { try $0.order(record: record, shown: shown, draft: draft) }
    }

    /// Says who must put it right (指定责任): a person or a unit.
    public func assign(
        _ record: RecordId, shown: Version, person: PersonId? = nil, unit: String? = nil
    ) async throws -> Saved {
        try await act { try $0.assign(record: record, shown: shown, person: person, unit: unit) }
    }

    /// Notes what a reinspection found (复查).
    public func reinspect(
        _ record: RecordId, shown: Version, result: ReinspectResult, opinion: String? = nil
    ) async throws -> Saved {
        try await act {
            try $0.reinspect(record: record, shown: shown, result: result, opinion: opinion)
        }
    }

    /// Ends a hazard (销号). Counts only while it has seen every danger anyone reports.
    public func closeHazard(
        _ record: RecordId, shown: Version, draft: CloseDraft
    ) async throws -> Saved {
        try await act { try $0.closeHazard(record: record, shown: shown, draft: draft) }
    }

    /// Puts it under an authority's supervision (挂牌督办).
    public func listHazard(
        _ record: RecordId, shown: Version, draft: ListDraft
    ) async throws -> Saved {
        try await act { try $0.listHazard(record: record, shown: shown, draft: draft) }
    }

    /// Ends a supervision (摘牌).
    public func delistHazard(
        _ record: RecordId, shown: Version, listing: FactId, docNo: String? = nil
    ) async throws -> Saved {
        try await act {
            try $0.delistHazard(record: record, shown: shown, listing: listing, docNo: docNo)
        }
    }

    /// Decides on a request for more time (延期审批): until a day, or not at all.
    public func decideExtension(
        _ record: RecordId, shown: Version, ask: FactId, grantedUntil: Day? = nil
    ) async throws -> Saved {
        try await act {
            try $0.decideExtension(record: record, shown: shown, ask: ask, grantedUntil: grantedUntil)
        }
    }

    /// Offers the record to another unit (移送). This unit answers for it until it is accepted.
    public func offerTransfer(
        _ record: RecordId, to: Division, reason: String
    ) async throws -> Saved {
        try await act { try $0.offerTransfer(record: record, to: to, reason: reason) }
    }

    /// Accepts an offered record (接收移送).
    public func acceptTransfer(
        _ record: RecordId, shown: Version, offer: FactId
    ) async throws -> Saved {
        try await act { try $0.acceptTransfer(record: record, shown: shown, offer: offer) }
    }

    /// Declines a proposal (不采纳): it no longer waits and stays in the history.
    public func declineProposal(
        _ record: RecordId, shown: Version, proposal: FactId, reason: String
    ) async throws -> Saved {
        try await act {
            try $0.declineProposal(
                record: record, shown: shown, proposal: proposal, reason: reason)
        }
    }

    /// Refuses an offered record (拒收移送).
    public func refuseTransfer(
        _ record: RecordId, offer: FactId, reason: String
    ) async throws -> Saved {
        try await act { try $0.refuseTransfer(record: record, offer: offer, reason: reason) }
    }
}
