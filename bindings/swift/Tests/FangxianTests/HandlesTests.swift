import Foundation
import Testing

@testable import Fangxian

@Suite("Subscriptions and synchronisations are handles: cancelling one ends it")
struct HandlesTests {
    @Test("a stream of news hears of saves until it is left")
    func news() async throws {
        try await twoPhones { grid, _ in
            let news = try grid.news()
            let record = try await grid.reportHazard(HazardDraft(title: "漏水")).record
            var first: News?
            for await heard in news {
                first = heard
                break
            }
            #expect(first == .records([record]))
        }
    }

    @Test("a cancelled subscription hears nothing more")
    func cancelled() async throws {
        try await twoPhones { grid, _ in
            let heard = Collected<News>()
            let hearing = try grid.core.subscribe(observer: Ear(heard))
            _ = try await grid.reportHazard(HazardDraft(title: "漏水"))
            let before = heard.all
            #expect(!before.isEmpty)
            try hearing.cancel()
            _ = try await grid.reportHazard(HazardDraft(title: "漏电"))
            #expect(heard.all == before)
        }
    }

    @Test("a handle forgotten on another thread ends the news")
    func forgotten() async throws {
        try await twoPhones { grid, _ in
            let heard = Collected<News>()
            let handle = Held(try grid.core.subscribe(observer: Ear(heard)))
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    handle.forget()
                    continuation.resume()
                }
            }
            _ = try await grid.reportHazard(HazardDraft(title: "漏水"))
            #expect(heard.all.isEmpty)
        }
    }

    @Test("a live query shows what is new")
    func live() async throws {
        try await twoPhones { grid, _ in
            var counts: [UInt64] = []
            for try await count in try grid.live({ try await $0.countHazards() }) {
                counts.append(count)
                if counts.count == 2 { break }
                _ = try await grid.reportHazard(HazardDraft(title: "漏水"))
            }
            #expect(counts[1] == counts[0] + 1)
        }
    }

    @Test("a cancelled synchronisation ends and the next one works")
    func cancelSync() async throws {
        let centre = try Centre()
        let grid = try await centre.phone("p-0001")
        _ = try await grid.reportHazard(HazardDraft(title: "漏水"))
        // A centre that is paused takes the connection and does not answer.
        kill(centre.processId, SIGSTOP)
        let syncing = Task { try await grid.sync() }
        try await Task.sleep(nanoseconds: 200_000_000)
        let began = Date()
        syncing.cancel()
        #expect(try await syncing.value.outcome == .cancelled)
        #expect(Date().timeIntervalSince(began) < 2)
        kill(centre.processId, SIGCONT)
        try await sync(grid)
        #expect(try await grid.outbox().onlyHere == 0)
        try grid.close()
        centre.stop()
    }

    @Test("without a signal the report says when to try again")
    func noSignal() async throws {
        let centre = try Centre()
        let grid = try await centre.phone("p-0001")
        _ = try await grid.reportHazard(HazardDraft(title: "漏水"))
        centre.stop()
        let report = try await grid.sync(backoff: Backoff(firstMs: 10, capMs: 20, triesMax: 2))
        guard case .stopped(.noConnection, let retryAt) = report.outcome else {
            return unexpected(report.outcome)
        }
        #expect(retryAt != nil && report.waiting == 1)
    }
}

final class Ear: Observer {
    private let heard: Collected<News>

    init(_ heard: Collected<News>) {
        self.heard = heard
    }

    func heard(news: News) throws {
        heard.add(news)
    }
}

private final class Held: @unchecked Sendable {
    private var handle: Subscription?

    init(_ handle: Subscription) {
        self.handle = handle
    }

    func forget() {
        handle = nil
    }
}
