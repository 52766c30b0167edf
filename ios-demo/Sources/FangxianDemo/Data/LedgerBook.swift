import Fangxian
import Foundation

/// The real ledger as the app's ``Book``. This folder alone knows the skin.
final class LedgerBook: Book {
    let ledger: Ledger

    private init(_ ledger: Ledger) {
        self.ledger = ledger
    }

    /// Opens the ledger in `folder`, which no backup may take along.
    static func open(
        _ folder: URL, keyStore: (any KeyStore)? = nil, network: (any NetworkPolicy)? = nil
    ) async throws -> LedgerBook {
        try await telling {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return LedgerBook(try await Ledger.open(folder, keyStore: keyStore, network: network))
        }
    }

    func changes() async throws -> AsyncStream<Void> {
        try await telling {
            let news = try ledger.news()
            let (stream, changed) = AsyncStream.makeStream(
                of: Void.self, bufferingPolicy: .bufferingNewest(1))
            changed.yield()
            let hearing = Task {
                for await heard in news {
                    if case .sync = heard { continue }
                    changed.yield()
                }
                changed.finish()
            }
            changed.onTermination = { _ in hearing.cancel() }
            return stream
        }
    }

    func rest() async throws {
        try await telling { try await ledger.rest() }
    }

    /// Closes the ledger; every later call says so.
    func close() throws {
        try ledger.close()
    }
}

/// Runs a verb; what it throws becomes ``Trouble``, in the ledger's own words.
func telling<Done>(_ verb: () async throws -> Done) async throws -> Done {
    do {
        return try await verb()
    } catch let error as FangxianError {
        throw Trouble(words: Words(error.spoken), next: error.next)
    }
}

extension FangxianError {
    fileprivate var next: Trouble.Next {
        switch self {
        case .NotEnrolled: .enrol
        case .NotFound, .BadInput: .correct
        case .OutOfScope: .askAnother
        case .Changed: .lookAgain
        case .TryLater: .later
        case .KeyStore: .unlock
        case .Reopen: .reopen
        }
    }
}

extension Words {
    init(_ spoken: Spoken) {
        self.init(zh: spoken.zh, en: spoken.en)
    }
}

extension Whereabouts {
    init(_ state: UploadState) {
        self =
            switch state {
            case .onlyHere: .onlyHere
            case .sent: .sent
            case .accepted: .accepted
            case .quarantined: .setAside
            }
    }
}

extension Kept {
    init(_ saved: Saved) {
        self.init(id: saved.record.text, needs: saved.needs.map { Words($0.label) })
    }
}

extension Attachment {
    init(_ attached: Attached) {
        self.init(bytes: attached.bytes, mime: attached.mime, role: attached.role.rawValue)
    }
}

extension Seen {
    /// What was on the screen. What is handed back is what this folder handed out.
    func version() throws -> Version {
        guard let version = held as? Version else { throw Trouble.fault }
        return version
    }

    func conflict() throws -> Conflict {
        guard let conflict = held as? Conflict else { throw Trouble.fault }
        return conflict
    }
}
