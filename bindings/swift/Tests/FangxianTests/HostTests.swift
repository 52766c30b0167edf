import Foundation
import Testing

@testable import Fangxian

@Suite("What the app brings: a key store, a signer, a log, a network policy")
struct HostTests {
    @Test("a signer that throws is a typed error, declared or not")
    func lockedSigner() async throws {
        let centre = try shared.get()
        for thrown in [HostError.Failed(reason: "locked"), Surprise()] as [any Error] {
            let ledger = try await Ledger.open(emptyFolder("phone"), signer: Locked(thrown))
            let code = try centre.code("p-0001")
            let refused = await error { try await ledger.enrol(url: centre.url, code: code) }
            guard case .KeyStore = refused else { return unexpected(refused) }
            #expect(refused?.spoken.zh.contains("解锁") == true)
            let unenrolled = await error { try await ledger.me() }
            guard case .NotEnrolled = unenrolled else {
                return unexpected(unenrolled)
            }
        }
    }

    @Test("a secret in the key store is the same device after a restart")
    func keyStore() async throws {
        let (centre, vault, folder) = (try shared.get(), Vault(), try emptyFolder("phone"))
        let grid = try await Ledger.open(folder, keyStore: vault)
        _ = try await grid.enrol(url: centre.url, code: centre.code("p-0001"))
        let device = try await grid.me().device
        try grid.close()
        #expect(try vault.load()?.count == 32)
        let again = try await Ledger.open(folder, keyStore: vault)
        #expect(try await again.me().device == device)
        _ = try await again.reportHazard(HazardDraft(title: "漏水"))
        try await sync(again)
    }

    @Test("without its key a ledger is read, and its words go on once it is enrolled again")
    func anotherKey() async throws {
        let (centre, folder) = (try shared.get(), try emptyFolder("phone"))
        let grid = try await Ledger.open(folder, keyStore: Vault())
        _ = try await grid.enrol(url: centre.url, code: centre.code("p-0001"))
        let record = try await grid.reportHazard(HazardDraft(title: "漏水")).record
        try grid.close()
        let again = try await Ledger.open(folder, keyStore: Vault())
        #expect(try await again.hazard(record).face.title == "漏水")
        let refused = await error { try await again.me() }
        guard case .NotEnrolled = refused else { return unexpected(refused) }
        #expect(refused?.spoken.zh.contains("再登记") == true)
        let other = try centre.code("p-0002")
        let another = await error { try await again.enrol(url: centre.url, code: other) }
        guard case .BadInput("code", _, _) = another else { return unexpected(another) }
        _ = try await again.enrol(url: centre.url, code: centre.code("p-0001"))
        #expect(try await again.outbox().onlyHere == 1)
        try await sync(again)
        #expect(try await again.outbox().onlyHere == 0)
    }

    @Test("a key store and a signer together are refused")
    func both() async throws {
        let folder = try emptyFolder("phone")
        let refused = await error {
            try await Ledger.open(folder, keyStore: Vault(), signer: Locked(Surprise()))
        }
        guard case .BadInput("signer", _, _) = refused else {
            return unexpected(refused)
        }
    }

    @Test("the log tells what was done and nothing that was typed")
    func log() async throws {
        let log = Lines()
        let grid = try await shared.get().phone("p-0001", log: log)
        _ = try await grid.reportHazard(HazardDraft(title: "张三家漏水"))
        let long = String(repeating: "张三家漏水", count: 100)
        _ = await error { try await grid.reportHazard(HazardDraft(title: long)) }
        try await sync(grid)
        try grid.close()
        let said = log.lines.all
        #expect(said.first?.hasPrefix("info open:") == true)
        #expect(said.last == "info closed")
        #expect(said.contains { $0.hasPrefix("info sync: ") && $0.contains("pushed: 1") })
        #expect(said.contains { $0.hasPrefix("warning report_hazard:") })
        #expect(!said.contains { $0.contains("张三") })
    }

    @Test("the network policy is asked and holds back")
    func policy() async throws {
        let policy = Policy()
        let grid = try await shared.get().phone("p-0001", network: policy)
        _ = try await grid.reportHazard(HazardDraft(title: "漏水"))
        for answer in [Policy.Answer.no, .throwing] {
            policy.answers.add(answer)
            let report = try await grid.sync()
            #expect(report.outcome == .heldBack && report.waiting == 1)
        }
        policy.answers.add(.yes)
        try await sync(grid)
        #expect(policy.asked.all.last?.0 == .exchange)
        #expect(policy.asked.all.last.map { $0.1 > 0 } == true)
    }

    @Test("an observer that throws disturbs nobody")
    func throwingObserver() async throws {
        let log = Lines()
        let grid = try await shared.get().phone("p-0001", log: log)
        let hearing = try grid.core.subscribe(observer: Deaf())
        let record = try await grid.reportHazard(HazardDraft(title: "漏水")).record
        #expect(try await grid.hazard(record).face.title == "漏水")
        try hearing.cancel()
        #expect(log.lines.all.contains { $0.hasPrefix("warning observer:") })
    }
}

private struct Surprise: Error {}

private final class Locked: Signer {
    private let thrown: any Error

    init(_ thrown: any Error) {
        self.thrown = thrown
    }

    func publicKey() throws -> Data {
        Data(repeating: 7, count: 32)
    }

    func sign(message: Data) throws -> Data {
        throw thrown
    }
}

private final class Vault: KeyStore {
    private let secrets = Collected<Data>()

    func load() throws -> Data? {
        secrets.all.last
    }

    func save(secret: Data) throws {
        secrets.add(secret)
    }
}

private final class Lines: LogSink {
    let lines = Collected<String>()

    func log(level: LogLevel, line: String) throws {
        lines.add("\(level) \(line)")
    }
}

private final class Policy: NetworkPolicy {
    enum Answer {
        case yes, no, throwing
    }

    let answers = Collected<Answer>()
    let asked = Collected<(NetworkUse, UInt64)>()

    func permits(purpose: NetworkUse, uploadBytes: UInt64) throws -> Bool {
        asked.add((purpose, uploadBytes))
        switch answers.all.last ?? .yes {
        case .yes: return true
        case .no: return false
        case .throwing: throw Surprise()
        }
    }
}

private final class Deaf: Observer {
    func heard(news: News) throws {
        throw Surprise()
    }
}
