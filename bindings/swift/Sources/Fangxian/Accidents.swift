import Foundation

/// Accidents: told at once, supplemented as more is known.
extension Ledger {
    /// Reports an accident (事故快报). What is not known yet is supplemented later.
    public func reportAccident(_ draft: AccidentDraft) async throws -> Saved {
        try await act { try $0.reportAccident(draft: draft) }
    }

    /// Supplements the figures (续报、补报). Only an office's supplement replaces what others
    /// said, and only what was on the screen (`shown`).
    public func supplementAccident(
        _ record: RecordId, shown: Version, figures: Figures, docNo: String? = nil
    ) async throws -> Saved {
        try await act {
            try $0.supplementAccident(record: record, shown: shown, figures: figures, docNo: docNo)
        }
    }

    /// Says the accident was entered by mistake (作废).
    public func voidAccident(
        _ record: RecordId, shown: Version, reason: String
    ) async throws -> Saved {
        try await act { try $0.voidAccident(record: record, shown: shown, reason: reason) }
    }
}
