import Foundation
import Testing

@testable import Fangxian

/// A `fangxian-server` process on a folder of its own; with `beginsMs`, the same by a clock that a
/// file tells.
final class Centre: Sendable {
    let url: URL
    let folder: URL
    let processId: Int32
    /// The file that tells the time, if one does.
    let clock: URL?
    private let process: Process

    init(
        tables: URL = root.appendingPathComponent("tests/data/wangchuan"), beginsMs: Int64? = nil
    ) throws {
        folder = try emptyFolder("centre")
        clock = beginsMs.map { [folder] _ in folder.appendingPathComponent("clock") }
        if let beginsMs { try Centre.tell(folder, beginsMs) }
        process = Process()
        process.executableURL = clock == nil ? Centre.server : Centre.clocked
        process.arguments = [
            "serve", "--listen", "127.0.0.1:0", "--name", "测试中心", "--data", folder.path,
        ]
        if let clock { process.arguments? += ["--clock", clock.path] }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        processId = process.processIdentifier
        started.add(processId)
        _ = endAtExit
        url = try Centre.address(in: output.fileHandleForReading)
        // Keeps reading, so that the centre never blocks on a full pipe.
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        var words = ["import"]
        for name in ["units", "people", "posts"] {
            words += ["--\(name)", tables.appendingPathComponent("\(name).csv").path]
        }
        _ = try admin(words)
    }

    deinit {
        stop()
    }

    /// Sets its clock.
    func tell(_ nowMs: Int64) throws {
        try Centre.tell(folder, nowMs)
    }

    private static func tell(_ folder: URL, _ nowMs: Int64) throws {
        let file = folder.appendingPathComponent("clock")
        try String(nowMs).write(to: file, atomically: true, encoding: .utf8)
    }

    func code(_ person: String) throws -> String {
        if let clock {
            let words = ["code", "--data", folder.path, "--person", person, "--clock", clock.path]
            let said = String(decoding: try Centre.run(Centre.clocked, words), as: UTF8.self)
            return said.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let said = try admin(["enrol-code", "--person", person, "--json"])
        let object = try JSONSerialization.jsonObject(with: said) as? [String: Any]
        return try #require(object?["code"] as? String)
    }

    /// A new phone, enrolled for `person`.
    func phone(
        _ person: String, keyStore: (any KeyStore)? = nil, log: (any LogSink)? = nil,
        network: (any NetworkPolicy)? = nil
    ) async throws -> Ledger {
        let ledger = try await Ledger.open(
            emptyFolder("phone"), keyStore: keyStore, log: log, network: network)
        _ = try await ledger.enrol(url: url, code: code(person))
        return ledger
    }

    /// Ends it as a power cut would.
    func stop() {
        kill(processId, SIGKILL)
        process.waitUntilExit()
    }

    @discardableResult
    func admin(_ words: [String]) throws -> Data {
        try Centre.run(Centre.server, ["admin", "--data", folder.path] + words)
    }

    private static func run(_ program: URL, _ words: [String]) throws -> Data {
        let command = Process()
        command.executableURL = program
        command.arguments = words
        let output = Pipe()
        command.standardOutput = output
        try command.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        command.waitUntilExit()
        try #require(command.terminationStatus == 0, "\(words)")
        return said
    }

    private static func address(in output: FileHandle) throws -> URL {
        var said = Data()
        while true {
            let piece = output.availableData
            try #require(!piece.isEmpty, "the centre ended before it listened")
            said += piece
            let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
            for line in lines where line.hasPrefix("listening on ") && said.last == 10 {
                let url = line.dropFirst("listening on ".count).trimmingCharacters(in: .whitespaces)
                return try #require(URL(string: url + "/"))
            }
        }
    }

    private static let server = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["FANGXIAN_SERVER_BIN"] ?? "")
    private static let clocked =
        server.deletingLastPathComponent().appendingPathComponent("centre")
}

/// Every centre that was started; none outlives the tests, the shared one neither.
private let started = Collected<Int32>()
private let endAtExit: Void = {
    atexit { started.all.forEach { kill($0, SIGKILL) } }
}()

/// The folder of the repository.
let root: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { folder.deleteLastPathComponent() }
    return folder
}()

func emptyFolder(_ name: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("fangxian-\(name)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

let once = Backoff(firstMs: 10, capMs: 10, triesMax: 1)

/// Every phone once, in order; each must end up to date.
func sync(_ phones: Ledger...) async throws {
    for phone in phones {
        let report = try await phone.sync(backoff: once)
        #expect(report.outcome == .upToDate)
    }
}

/// One centre for all tests that do not mind each other.
let shared = Result { try Centre() }

/// A grid worker's phone and the township's.
func twoPhones(_ story: (_ grid: Ledger, _ township: Ledger) async throws -> Void) async throws {
    let centre = try shared.get()
    let grid = try await centre.phone("p-0001")
    let township = try await centre.phone("p-0003")
    try await story(grid, township)
    try grid.close()
    try township.close()
}

/// What collects things on any thread.
final class Collected<Thing: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var things: [Thing] = []

    func add(_ thing: Thing) {
        lock.withLock { things.append(thing) }
    }

    var all: [Thing] {
        lock.withLock { things }
    }
}

/// The reason an error of this arm gives, or what was thrown instead.
func error(_ work: () async throws -> Any) async -> FangxianError? {
    do {
        _ = try await work()
    } catch let error as FangxianError {
        return error
    } catch {
        Issue.record("threw \(error)")
    }
    return nil
}

/// Something else than what was promised.
func unexpected(_ found: Any?) {
    Issue.record("\(found as Any)")
}
