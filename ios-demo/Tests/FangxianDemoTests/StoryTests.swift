import Foundation
import Testing

@testable import FangxianDemo

@Suite("The whole story, told by the models with the real ledger and a real centre")
@MainActor
struct StoryTests {
    @Test("a phone enrols by a scanned code and knows whose it is")
    func enrol() async throws {
        let centre = try Centre()
        defer { centre.stop() }
        let hand = try await Hand.of("p-0001", at: centre)
        let me = try hand.desk.me
        await me.load()
        let about = try #require(me.about)
        #expect(about.person.name == "示例甲")
        #expect(about.person.posts.map(\.role.zh) == ["网格员"])
        #expect(about.person.posts[0].place.hasSuffix("石鲤镇 三棵槐村"))
        #expect(about.reported == 0)
    }

    @Test("a wrong code and a code of something else are told in words, and nothing is lost")
    func enrolWrong() async throws {
        let hand = try Hand()
        await hand.demo.start()
        guard case .start(let model) = hand.demo.stage else { throw Wrong(hand.demo.stage) }
        hand.scanner.sees = Code.site("x").link
        await model.scan()
        #expect(model.slip == .notAnEnrolmentCode)
        model.centre = try shared.get().url.absoluteString
        model.code = "AAAA-BBBB"
        await model.enrol()
        guard case .told(let words) = model.slip else { throw Wrong(model.slip as Any) }
        #expect(words.zh.contains("登记码"))
        #expect(!words.en.isEmpty && model.code == "AAAA-BBBB" && !model.enrolling)
        guard case .start = hand.demo.stage else { throw Wrong(hand.demo.stage) }
    }

    @Test("three taps offline: on this phone first, with the township after the next signal")
    func report() async throws {
        let (centre, hand) = (try Centre(), try Hand())
        defer { centre.stop() }
        await hand.demo.start()
        guard case .start(let start) = hand.demo.stage else { throw Wrong(hand.demo.stage) }
        await start.take(Code.enrol(centre: centre.url, code: try centre.code("p-0001")).link)
        await (try hand.desk).sync.ended()

        let report = try hand.desk.report()
        await report.takePhoto()
        #expect(report.canSave)
        hand.locator.fix = Fix(latitude: 31.5, longitude: 120.25, metres: 12)
        await report.locate()
        hand.microphone.hears = Recording(bytes: Data([1, 2, 3]), seconds: 4)
        await report.startVoice()
        await report.stopVoice()
        report.draft.suspectMajor = true
        await report.save()
        let id = try #require(report.saved).id
        #expect(report.draft.isEmpty)

        let list = try hand.desk.list
        await list.load()
        let line = try #require(list.lines.first)
        #expect(
            line.id == id && line.whereabouts == .onlyHere && line.flags.contains { $0.zh.contains("重大") })
        #expect(line.state.zh == "已上报" && !line.next.en.isEmpty && line.next.zh != line.next.en)
        #expect(list.daysWaiting == 0 && list.waiting?.records == 1)
        hand.clock.pass(3 * 86_400 + 60)
        #expect(list.daysWaiting == 3)

        let hazard = try await hand.hazard(id)
        let detail = try #require(hazard.detail)
        #expect(detail.label.hasPrefix("YH-") && detail.village == "三棵槐村")
        #expect(detail.evidence.map(\.role).sorted { $0.rawValue < $1.rawValue } == [.before, .voice])
        let voice = try #require(detail.evidence.first { $0.role == .voice })
        #expect(try Data(contentsOf: #require(voice.file)) == Data([1, 2, 3]))
        hazard.play(voice)
        #expect(hand.microphone.played == [voice.file])

        try await hand.sync()
        await list.load()
        #expect(list.lines.first?.whereabouts == .accepted && list.daysWaiting == nil)
    }

    @Test("a close that missed a danger stays open, and both phones say why")
    func closeUnseen() async throws {
        try await two { grid, township in
            let id = try await grid.report("配电房渗水", at: "三棵槐村东头")
            try await grid.sync()
            try await township.sync()

            let seen = try await grid.hazard(id)
            await seen.begin(.stillDangerous)
            seen.text = "仍在渗水"
            await seen.photograph()
            await seen.send()
            #expect(seen.form == nil && seen.done?.needs == [])
            let decided = try await township.hazard(id)
            township.camera.sees = Data([255, 216, 255, 8])
            await decided.begin(.gone)
            await decided.photograph()
            await decided.send()
            #expect(decided.detail?.evidence.map(\.role) == [.after], "what is gone is shown as it is now")
            await decided.begin(.close)
            #expect(decided.done?.needs == [])
            #expect(decided.detail?.stage == .ended)

            for hand in [grid, township, grid] { try await hand.sync() }
            for hand in [grid, township] {
                let detail = try #require(try await hand.hazard(id).detail)
                #expect(detail.stage != .ended)
                #expect(detail.flags.map(\.zh).contains { $0.hasPrefix("说法不一致") })
                #expect(detail.notices.contains { $0.zh.contains("仍在渗水") && $0.zh.contains("示例甲") })
                #expect(detail.story.contains { $0.by == "示例丙" })
                #expect(Set(detail.evidence.map(\.role)) == [.before, .after])
            }
        }
    }

    @Test("two descriptions stand side by side until someone who saw both takes one")
    func settle() async throws {
        try await two { grid, township in
            let id = try await grid.report("墙面渗水")
            try await grid.sync()
            try await township.sync()
            for (hand, words) in [(grid, "东墙渗水"), (township, "西墙渗水")] {
                try await describe(id, on: hand, words)
            }
            for hand in [grid, township, grid] { try await hand.sync() }

            let model = try await township.hazard(id)
            let both = try #require(model.detail?.contradictions.first)
            #expect(Set(both.values.map(\.text)) == ["东墙渗水", "西墙渗水"])
            #expect(Set(both.values.map(\.by)) == ["示例甲", "示例丙"])
            let east = try #require(both.values.first { $0.text == "东墙渗水" })
            await model.take(east, of: both)
            #expect(model.detail?.contradictions.isEmpty == true)
            try await township.sync()
            try await grid.sync()
            let detail = try #require(try await grid.hazard(id).detail)
            #expect(detail.contradictions.isEmpty && detail.description == "东墙渗水")
        }
    }

    @Test("what is beyond one's post is kept as a proposal, and who decides is said")
    func proposal() async throws {
        try await two { grid, township in
            let id = try await grid.report("护栏缺失")
            let model = try await grid.hazard(id)
            await model.begin(.order)
            model.days = 3
            await model.send()
            #expect(model.done?.needs.map(\.zh).contains("镇") == true)
            #expect(model.detail?.deadline == nil && model.detail?.proposals.count == 1)
            try await grid.sync()
            try await township.sync()

            let decided = try await township.hazard(id)
            await decided.begin(.order)
            decided.days = 3
            await decided.send()
            #expect(decided.done?.needs == [] && decided.detail?.deadline != nil)
            #expect(decided.detail?.deadlineWhy?.zh.isEmpty == false)
        }
    }

    @Test("from order to close: claimed, looked at again, closed")
    func wholeWay() async throws {
        try await two { grid, township in
            let id = try await grid.report("灭火器压力不足")
            try await grid.sync()
            try await township.sync()
            let office = try await township.hazard(id)
            #expect(office.acts.contains(.accept))
            await office.begin(.accept)
            await office.begin(.order)
            await office.send()
            try await township.sync()
            try await grid.sync()

            let worker = try await grid.hazard(id)
            #expect(worker.acts.contains(.claim))
            await worker.begin(.claim)
            #expect(!worker.formSuffices)
            await worker.send()
            #expect(worker.form != nil, "a claim says what was done")
            worker.text = "换了四具"
            await worker.send()
            await worker.begin(.photoAfter)
            #expect(worker.detail?.stage == .claimed)
            try await grid.sync()
            try await township.sync()

            await office.load()
            await office.begin(.passed)
            await office.send()
            #expect(office.detail?.stage == .passed)
            await office.begin(.close)
            #expect(office.detail?.stage == .ended && office.acts.contains(.stillDangerous))
            let list = try township.desk.list
            await list.pick(.open)
            #expect(!list.lines.contains { $0.id == id })
            await list.pick(.all)
            #expect(list.lines.first { $0.id == id }?.due == .past)
        }
    }

    @Test("a decision on what has changed meanwhile is not made; what is new is shown")
    func changed() async throws {
        try await two { grid, township in
            let id = try await grid.report("线路老化")
            try await grid.sync()
            try await township.sync()
            try await describe(id, on: grid, "楼道飞线")
            try await describe(id, on: township, "接头裸露")
            for hand in [grid, township] { try await hand.sync() }
            let model = try await township.hazard(id)
            let two = try #require(model.detail?.contradictions.first)
            #expect(two.values.count == 2)

            // While the screen shows two, another phone settles them.
            let other = try await Hand.of("p-0005", at: shared.get())
            try await other.sync()
            let settled = try await other.hazard(id)
            let shown = try #require(settled.detail?.contradictions.first)
            await settled.take(shown.values[0], of: shown)
            try await other.sync()
            try await township.sync()

            await model.take(two.values[1], of: two)
            #expect(model.trouble?.next == .lookAgain && model.trouble?.words.zh.isEmpty == false)
            #expect(model.detail?.contradictions.isEmpty == true, "the screen shows what is so now")
            #expect(model.detail?.description == shown.values[0].text)
        }
    }

    @Test("a decision covers what was seen when it was begun, not what arrived under the form")
    func seenAtBegin() async throws {
        try await two { grid, township in
            let id = try await grid.report("广告牌松动")
            try await grid.sync()
            try await township.sync()
            let model = try await township.hazard(id)
            await model.begin(.void)
            model.text = "报错了"

            let other = try await grid.hazard(id)
            await other.begin(.stillDangerous)
            await other.send()
            try await grid.sync()
            try await township.sync()
            await model.load()
            await model.send()
            #expect(model.trouble == nil)
            #expect(model.detail?.stage != .ended, "nobody has looked at the word of danger yet")
            // Having seen it, the same person may say so again.
            await model.begin(.void)
            model.text = "看过了,是报错了"
            await model.send()
            #expect(model.detail?.stage == .ended)
        }
    }

    @Test("every act that is offered is taken, or kept for whoever may decide it")
    func everyAct() async throws {
        try await two { grid, township in
            for (hand, isOffice) in [(grid, false), (township, true)] {
                for act in HazardModel.Act.allCases {
                    let id = try await hand.report("示例 \(act.rawValue)")
                    let model = try await hand.hazard(id)
                    for before in [HazardModel.Act.accept, .order, .claim, .passed, .close]
                    where !model.acts.contains(act) { try await perform(before, on: model) }
                    #expect(model.acts.contains(act) || !isOffice, "\(act) is never offered")
                    guard model.acts.contains(act) else { continue }
                    try await perform(act, on: model)
                    #expect(model.trouble == nil && model.form == nil && model.done != nil, "\(act)")
                    #expect(model.done?.needs.isEmpty == true || !isOffice, "\(act) by an office")
                }
            }
        }
    }

    @Test("two phones report one thing: both are kept, and the office says that they are one")
    func same() async throws {
        let centre = try Centre()
        try await two(at: centre) { grid, township in
            let neighbour = try await Hand.of("p-0002", at: centre)
            grid.locator.fix = Fix(latitude: 31.5, longitude: 120.5, metres: 9)
            neighbour.locator.fix = Fix(latitude: 31.5001, longitude: 120.5, metres: 20)
            let one = try await grid.report("排洪沟堵塞", at: "村口")
            let other = try await neighbour.report("排洪沟堵塞了", at: "村口")
            for hand in [grid, neighbour, township] { try await hand.sync() }
            let model = try await township.hazard(one)
            #expect(model.detail?.maybeSame.map(\.id) == [other])
            let candidate = try #require(model.detail?.maybeSame.first)
            await model.decide(candidate, same: true)
            #expect(model.done?.needs == [] && model.detail?.maybeSame.isEmpty == true)
            let list = try township.desk.list
            await list.load()
            #expect(list.lines.count == 1, "counted once")
        }
    }

    private func describe(_ id: String, on hand: Hand, _ words: String) async throws {
        let model = try await hand.hazard(id)
        await model.begin(.addWords)
        model.text = words
        await model.send()
        #expect(model.trouble == nil)
    }

    /// An act with everything it may ask for.
    private func perform(_ act: HazardModel.Act, on model: HazardModel) async throws {
        await model.begin(act)
        guard model.form != nil else { return }
        model.text = "示例文字"
        model.interim = "拉警戒线"
        await model.send()
    }
}

/// A grid worker's phone and the township's, at the shared centre unless another is named.
@MainActor
func two(
    at centre: Centre? = nil, _ story: (_ grid: Hand, _ township: Hand) async throws -> Void
) async throws {
    let centre = try centre ?? shared.get()
    try await story(Hand.of("p-0001", at: centre), Hand.of("p-0003", at: centre))
}
