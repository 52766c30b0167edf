import Foundation
import Testing

@testable import Fangxian

@Suite("Many threads, many openings: nothing is lost and nothing leaks", .serialized)
struct StrainTests {
    static let threads = 8
    static let each = 25
    static let cycles = 1_000

    @Test("many threads write and read at once")
    func threads() async throws {
        try await twoPhones { grid, _ in
            let before = try await grid.countHazards()
            let heard = Collected<News>()
            let hearing = try grid.core.subscribe(observer: Ear(heard))
            let records = try await withThrowingTaskGroup(of: [RecordId].self) { group in
                for thread in 0..<Self.threads {
                    group.addTask {
                        var records: [RecordId] = []
                        for n in 0..<Self.each {
                            let draft = HazardDraft(title: "第\(thread)组第\(n)条")
                            let record = try await grid.reportHazard(draft).record
                            #expect(try await grid.hazard(record).face.title == draft.title)
                            _ = try await grid.hazards(HazardQuery(limit: 5))
                            records.append(record)
                        }
                        return records
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try hearing.cancel()
            #expect(Set(records).count == Self.threads * Self.each)
            #expect(try await grid.countHazards() == before + UInt64(Self.threads * Self.each))
            let told = heard.all.flatMap { news -> [RecordId] in
                if case .records(let records) = news { return records }
                return []
            }
            #expect(Set(records).isSubset(of: told))
            #expect(try await grid.compare().isEmpty)
        }
    }

    @Test("closing while others call ends every call in a typed way")
    func closing() async throws {
        let ledger = try await Ledger.open(emptyFolder("phone"))
        let ends = await withTaskGroup(of: FangxianError?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    await error { while true { _ = try await ledger.outbox() } }
                }
            }
            group.addTask {
                try? ledger.close()
                return nil
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let reopen = ends.filter { if case .Reopen = $0 { true } else { false } }
        #expect(reopen.count == 4)
    }

    @Test("a thousand openings leak neither files nor memory")
    func openings() async throws {
        let folder = try emptyFolder("phone")
        func cycle() async throws {
            let ledger = try await Ledger.open(folder)
            let hearing = try ledger.core.subscribe(observer: Deaf())
            _ = try await ledger.outbox()
            try hearing.cancel()
            try ledger.close()
        }
        for _ in 0..<50 { try await cycle() }
        let (files, memory) = (try openFiles(), try residentBytes())
        for _ in 0..<Self.cycles { try await cycle() }
        #expect(try openFiles() <= files)
        let grown = try residentBytes() - memory
        #expect(grown < 8 * 1024 * 1024, "grown by \(grown) bytes")
    }

    private func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    private func residentBytes() throws -> Int {
        let said = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return Int(said.split(separator: " ")[1])! * 4096
    }
}

private final class Deaf: Observer {
    func heard(news: News) throws {}
}
