import Dispatch
import Foundation

/// The ledger (台账) of one device: what an app opens, once, and keeps.
///
/// Every verb of the domain is one `async` method and may be called from anywhere, the main actor
/// too: the work is done on a queue of its own. Errors are ``FangxianError``s, each named after
/// the next move.
public final class Ledger: Sendable {
    /// The version of these sources; the library must be of the same.
    public static let version = "0.1.0"

    let core: LedgerCore

    private init(core: LedgerCore) {
        self.core = core
    }

    /// Opens the ledger in `folder`, creating it when there is none.
    public static func open(
        _ folder: URL,
        keyStore: (any KeyStore)? = nil,
        signer: (any Signer)? = nil,
        log: (any LogSink)? = nil,
        network: (any NetworkPolicy)? = nil,
        clock: (any HostClock)? = nil
    ) async throws -> Ledger {
        try requireOneBuild()
        let options = OpenOptions(
            keyStore: keyStore, signer: signer, log: log, network: network, clock: clock)
        return Ledger(core: try await work { try LedgerCore.open(folder: folder.path, options: options) })
    }

    /// What opening did: created, upgraded, checked or salvaged.
    public var openReport: OpenReport {
        get throws { try core.openReport() }
    }

    /// Enrols this device with a one-time code (登记). `privateCaPem` names the only authorities
    /// to trust, when the centre has its own.
    public func enrol(url: URL, code: String, privateCaPem: Data? = nil) async throws -> Enrolment {
        try await core.enrol(url: url.absoluteString, code: code, privateCaPem: privateCaPem)
    }

    /// Goes on at another address, once the centre there has proven that it is the same one: after
    /// it moved, or has another certificate authority (中心换了地址). What waits stays, and goes there.
    public func centreMoved(url: URL, privateCaPem: Data? = nil) async throws {
        try await core.centreMoved(url: url.absoluteString, privateCaPem: privateCaPem)
    }

    /// Says everything that waits and hears everything new.
    ///
    /// A lost connection is no error: the report tells it, and when to try again. Cancelling the
    /// task ends it with ``SyncOutcome/cancelled``; what was done stays done.
    public func sync(backoff: Backoff? = nil) async throws -> SyncReport {
        let cancel = SyncCancel()
        return try await withTaskCancellationHandler {
            try await core.sync(cancel: cancel, backoff: backoff)
        } onCancel: {
            cancel.cancel()
        }
    }

    /// Everything that changes while this is iterated, beginning now.
    public func news() throws -> AsyncStream<News> {
        let (stream, continuation) = AsyncStream.makeStream(of: News.self)
        let hearing = try core.subscribe(observer: Hearer { continuation.yield($0) })
        continuation.onTermination = { _ in try? hearing.cancel() }
        return stream
    }

    /// What `read` returns now and after each change, as in
    /// `for try await page in try ledger.live({ try await $0.hazards() })`. Changes that come while
    /// it reads are told once.
    public func live<Shown: Sendable>(
        _ read: @escaping @Sendable (Ledger) async throws -> Shown
    ) throws -> AsyncThrowingStream<Shown, any Error> {
        let (changes, changed) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let hearing = try core.subscribe(
            observer: Hearer { news in
                if case .sync = news { return }
                changed.yield()
            })
        changed.onTermination = { _ in try? hearing.cancel() }
        changed.yield()
        return AsyncThrowingStream {
            for await _ in changes {
                return try await read(self)
            }
            return nil
        }
    }

    /// Closes the ledger. Every later call throws ``FangxianError/Reopen(reasonZh:reason:)``.
    public func close() throws {
        try core.shut()
    }

    /// Runs a verb off the caller's actor.
    func act<Done: Sendable>(
        _ verb: @escaping @Sendable (LedgerCore) throws -> Done
    ) async throws -> Done {
        let core = core
        return try await Ledger.work { try verb(core) }
    }

    private static let queue = DispatchQueue(label: "fangxian.ledger", attributes: .concurrent)

    private static func work<Done: Sendable>(
        _ work: @escaping @Sendable () throws -> Done
    ) async throws -> Done {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}

private final class Hearer: Observer {
    private let hear: @Sendable (News) -> Void

    init(_ hear: @escaping @Sendable (News) -> Void) {
        self.hear = hear
    }

    func heard(news: News) throws {
        hear(news)
    }
}
