import Foundation
import Testing

@Suite("The same scenario files as the engine itself, played through the skin")
struct ScenarioTests {
    @Test("every scenario holds")
    func scenarios() async throws {
        let folder = URL(
            fileURLWithPath: ProcessInfo.processInfo.environment["FANGXIAN_PLANS"] ?? "")
        let text = try Data(contentsOf: folder.appendingPathComponent("plans.json"))
        let plans = try #require(try JSONSerialization.jsonObject(with: text) as? Table)
        let all = plans.tables("scenarios")
        let shared = try Centre(tables: folder)
        let played = all.filter { !($0["pending"] is String) }
        for plan in played {
            let begins = Stage.setsClocks(plan) ? Stage.begins(plan) : nil
            let centre =
                Stage.isAlone(plan) ? try Centre(tables: folder, beginsMs: begins) : shared
            let stage = try await Stage(plan, at: centre, tables: folder)
            var player = Player(plan, on: stage)
            do {
                try await player.play()
            } catch {
                Issue.record("\(plan.text("file")): \(error)")
            }
            stage.close()
            if centre !== shared { centre.stop() }
        }
        print("\(played.count) of \(all.count) scenarios played")
        #expect(!played.isEmpty)
        shared.stop()
    }
}
