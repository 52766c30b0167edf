import Foundation
import Testing

@testable import FangxianDemo

@Suite("The office revoked a phone that is still in use")
@MainActor
struct DismissedTests {
    @Test("it is told to enrol again, and with a new code everything goes on")
    func dismissed() async throws {
        let centre = try Centre()
        defer { centre.stop() }
        let hand = try await Hand.of("p-0001", at: centre)
        let before = try await device(of: hand)
        try centre.admin(["revoke", "--device", before])

        let sync = try hand.desk.sync
        sync.start()
        await sync.ended()
        guard case .dismissed(let words) = sync.why else { throw Wrong(sync.why as Any) }
        await sync.enrolAgain(words)
        let first = try start(hand)
        #expect(first.slip == .told(words))
        let leave = try #require(first.leave)
        await leave()
        await (try hand.desk).sync.enrolAgain(words)
        let second = try start(hand)
        // The system wakes the app: a code that is being typed stays.
        _ = await hand.demo.inBackground()
        #expect(try start(hand) === second)
        (second.centre, second.code) = (centre.url.absoluteString, try centre.code("p-0001"))
        await second.enrol()

        let again = try hand.desk.sync
        await again.ended()
        #expect(again.last?.how == .upToDate)
        #expect(try await device(of: hand) != before)
    }

    private func device(of hand: Hand) async throws -> String {
        let me = try hand.desk.me
        await me.load()
        return try #require(me.about).person.device
    }

    private func start(_ hand: Hand) throws -> StartModel {
        guard case .start(let model) = hand.demo.stage else { throw Wrong(hand.demo.stage) }
        return model
    }
}
