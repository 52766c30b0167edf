import Fangxian
import Foundation

// Enrolling, and what goes to the centre and comes from it.
extension LedgerBook {
    func enrol(at centre: URL, code: String) async throws -> String {
        try await telling { try await ledger.enrol(url: centre, code: code).centre }
    }

    func waiting() async throws -> Waiting {
        try await telling {
            let outbox = try await ledger.outbox()
            return Waiting(
                records: Int(outbox.recordsPending), onlyHere: Int(outbox.onlyHere),
                unanswered: Int(outbox.sent), since: outbox.oldestPending)
        }
    }

    func setAside() async throws -> [SetAsideLine] {
        try await telling {
            var lines: [SetAsideLine] = []
            for one in try await ledger.setAside() {
                lines.append(
                    SetAsideLine(
                        id: one.envelope.text,
                        title: one.label,
                        why: Words(zh: one.zh, en: one.en), at: one.savedMs))
            }
            for one in try await ledger.attachmentsSetAside() {
                lines.append(
                    SetAsideLine(
                        id: one.record.text + one.attachment.text,
                        title: one.label,
                        why: Words(zh: one.zh, en: one.en), at: one.savedMs))
            }
            return lines
        }
    }

    func retrySetAside() async throws -> Int {
        try await telling {
            let retried = try await ledger.retrySetAside()
            return Int(retried.toSend + retried.attachments)
        }
    }

    func sync(tries: SyncTries) async throws -> SyncEnd {
        try await telling {
            // Whoever looks at the screen sees the first failure, and when the next try is due.
            let once = Backoff(firstMs: 60_000, capMs: 60_000, triesMax: 1)
            let report = try await ledger.sync(backoff: tries == .once ? once : nil)
            return SyncEnd(
                how: SyncEnd.How(report), sent: Int(report.pushed), heard: Int(report.pulled),
                photosSent: Int(report.attachmentsSent),
                photosWaiting: Int(report.attachmentsWaiting))
        }
    }
}

extension SyncEnd.How {
    fileprivate init(_ report: SyncReport) {
        switch report.outcome {
        // Words went; photos that wait for Wi-Fi are no failure, and still to be told.
        case .upToDate where report.attachmentsWaiting > 0:
            let why = report.attachmentsRefused.map { SyncEnd.Why.refused(Words($0.label)) }
            self = .stopped(why ?? .wifi, retryAt: nil)
        case .upToDate: self = .upToDate
        case .cancelled: self = .stopped(.stopped, retryAt: nil)
        case .heldBack: self = .stopped(.wifi, retryAt: nil)
        case .stopped(.refused(let code), _) where report.dismissed:
            self = .stopped(.dismissed(Words(code.label)), retryAt: nil)
        case .stopped(let why, let retryAt): self = .stopped(SyncEnd.Why(why), retryAt: retryAt)
        }
    }
}

extension SyncEnd.Why {
    fileprivate init(_ failure: SyncFailure) {
        self =
            switch failure {
            case .noConnection: .noConnection
            case .notTheCentre: .notTheCentre
            case .store: .phoneFull
            case .cannotSign: .locked
            case .refused(let code): .refused(Words(code.label))
            case .certificate, .blocked: .refused(Words(failure.spoken))
            }
    }
}

/// Words and histories on any network; photos and voice notes as the person decided.
final class NetworkRule: NetworkPolicy {
    private let settings: SettingsStore
    private let connection: any Connection

    init(_ settings: SettingsStore, _ connection: any Connection) {
        self.settings = settings
        self.connection = connection
    }

    func permits(purpose: NetworkUse, uploadBytes: UInt64) throws -> Bool {
        switch purpose {
        case .exchange, .snapshot: true
        case .attachment: !settings.current.photosOnWiFiOnly || connection.isUnmetered
        }
    }
}
