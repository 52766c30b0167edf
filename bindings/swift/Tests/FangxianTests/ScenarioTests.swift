import Foundation
import Testing

@Suite("The same scenario files as the engine itself, played through the skin")
struct ScenarioTests {
    /// What a player must at least know, so that none of these is quietly skipped.
    static let story = ["p01", "s01", "s02", "s03", "s04", "s05", "s15"]
    static let playedMin = 40

    @Test("every scenario whose words the player knows holds")
    func scenarios() async throws {
        let folder = URL(
            fileURLWithPath: ProcessInfo.processInfo.environment["FANGXIAN_PLANS"] ?? "")
        let text = try Data(contentsOf: folder.appendingPathComponent("plans.json"))
        let plans = try #require(try JSONSerialization.jsonObject(with: text) as? Table)
        let centre = try Centre(tables: folder)
        var played = 0
        for plan in plans.tables("scenarios") where !(plan["pending"] is String) {
            let file = plan.text("file")
            let story = Self.story.contains { file.hasPrefix($0) }
            if !story && !Player.unknown(plan).isEmpty { continue }
            var player = try await Player(plan, at: centre)
            do {
                try await player.play()
                played += 1
            } catch let unknown as Unknown {
                #expect(!story, "\(file): the player must know \(unknown.word)")
            } catch {
                Issue.record("\(file): \(error)")
            }
            player.close()
        }
        print("\(played) scenarios played")
        #expect(played >= Self.playedMin)
        centre.stop()
    }
}
