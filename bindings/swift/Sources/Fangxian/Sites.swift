import Foundation

/// Sites: register one, say whether it works, note a visit.
extension Ledger {
    /// Registers a site (场所建档).
    public func registerSite(_ draft: SiteDraft) async throws -> Saved {
        try await act { try $0.registerSite(draft: draft) }
    }

    /// Says whether a site works (状态变更).
    public func setSiteStatus(
        _ site: RecordId, shown: Version, status: SiteStatus
    ) async throws -> Saved {
        try await act { try $0.setSiteStatus(site: site, shown: shown, status: status) }
    }

    /// Answers lines of a checklist on the spot (检查), as one saved change. `template` names the
    /// checklist and its version, such as `九小场所@3`.
    public func checkSite(
        _ site: RecordId, shown: Version, answers: [CheckDraft], template: String? = nil
    ) async throws -> Saved {
        try await act {
            try $0.checkSite(site: site, shown: shown, answers: answers, template: template)
        }
    }

    /// Notes a visit (巡查): the site was working, or not.
    public func patrolSite(_ site: RecordId, working: Bool) async throws -> Saved {
        try await act { try $0.patrolSite(site: site, working: working) }
    }

    /// Says the site was entered by mistake (作废).
    public func voidSite(_ site: RecordId, shown: Version, reason: String) async throws -> Saved {
        try await act { try $0.voidSite(site: site, shown: shown, reason: reason) }
    }
}
