import Foundation
import Testing

@testable import FangxianDemo

@Suite("List, training, upload and me, with the real ledger and a real centre")
@MainActor
struct ScreenTests {
    @Test("the list finds by characters and by pinyin initials, and by filter")
    func list() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        let id = try await hand.report("灭火器过期")
        let list = try hand.desk.list
        for typed in ["灭火器", "mhq"] {
            list.search = typed
            await list.searched()
            #expect(list.lines.map(\.id) == [id])
        }
        list.search = "锅炉"
        await list.searched()
        #expect(list.lines.isEmpty && !list.loading)
        list.search = ""
        for (which, shown) in [
            (HazardFilter.Which.open, true), (.overdue, false), (.pending, true), (.mine, false),
            (.all, true),
        ] {
            await list.pick(which)
            #expect(list.lines.contains { $0.id == id } == shown, "\(which)")
        }
    }

    @Test("more of the list comes page by page, each line once")
    func pages() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        for number in 0..<33 { _ = try await hand.report("隐患\(number)") }
        let list = try hand.desk.list
        await list.load()
        #expect(list.lines.count == 30 && list.hasMore)
        await list.more()
        #expect(list.lines.count >= 33)
        #expect(Set(list.lines.map(\.id)).count == list.lines.count)
    }

    @Test("an order's day is on the line, and past it the line says how many days")
    func due() async throws {
        let hand = try await Hand.of("p-0003", at: shared.get())
        let id = try await hand.report("通道堆物")
        let model = try await hand.hazard(id)
        await model.begin(.order)
        model.days = 2
        await model.send()
        let list = try hand.desk.list
        await list.load()
        let day = try #require(model.detail?.deadline)
        #expect(list.lines.first { $0.id == id }?.due == .within(days: 2, day: day))
        hand.clock.pass(5 * 86_400)
        await list.pick(.overdue)
        #expect(list.lines.first { $0.id == id }?.due == .overdue(days: 3))
    }

    @Test("the list is read again when something changes")
    func watch() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        let list = try hand.desk.list
        let watching = Task { await list.watch() }
        let id = try await hand.report("井盖缺失")
        for _ in 0..<500 where !list.lines.contains(where: { $0.id == id }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(list.lines.contains { $0.id == id })
        watching.cancel()
    }

    @Test("two phones scan one person: there once, with the hours of once")
    func training() async throws {
        try await two { grid, township in
            let session = try grid.desk.training
            await session.load()
            session.plan = TrainingModel.Plan(topic: "灭火器与疏散", place: "村委会", minutes: 60)
            await session.open()
            let id = try #require(session.session).id
            #expect(session.session?.running == true && session.plan == nil)
            try await grid.sync()
            try await township.sync()

            let guest = try await Hand.of("p-0002", at: shared.get())
            await (try guest.desk).training.load()
            let code = try #require(try guest.desk.training.myCode)
            let other = try township.desk.training
            await other.load()
            await other.select(id)
            for (hand, model) in [(grid, session), (township, other)] {
                hand.scanner.sees = code
                await model.scan()
                #expect(model.said == .signedIn("示例乙"))
                await model.scan()
                #expect(model.said == .already("示例乙"))
            }
            for hand in [grid, township] { hand.clock.pass(3600) }
            await session.signOutAll()
            await session.photographSheet()
            for hand in [grid, township, grid] { try await hand.sync() }
            await session.load()
            let shown = try #require(session.session)
            #expect(shown.attendees.map(\.id) == ["p-0002"] && shown.papers.count == 1)
            #expect((60...61).contains(shown.personMinutes))
            #expect(session.sessions.first { $0.id == id }?.people == 1)
            await session.archive()
            guard case .proposed(let needs) = session.said else { throw Wrong(session.said as Any) }
            #expect(!needs.isEmpty && session.session?.running == true)
            await other.load()
            await other.archive()
            #expect(other.session?.running == false)
        }
    }

    @Test("an old code and a code of something else do not sign in; the list of names does")
    func signIn() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        try await hand.sync()
        let model = try hand.desk.training
        model.plan = TrainingModel.Plan(topic: "防溺水")
        await model.open()
        hand.scanner.sees = SignInCode.link(for: "p-0002", at: hand.clock.now.addingTimeInterval(-300))
        await model.scan()
        #expect(model.said == .codeOld && model.session?.attendees.isEmpty == true)
        hand.scanner.sees = Code.site("x").link
        await model.scan()
        #expect(model.said == .notAPersonCode)
        #expect(model.roster.map(\.name).contains("示例乙"))
        for person in ["p-0001", "p-0002", "p-0004"] { model[ticked: person] = true }
        model[ticked: "p-0004"] = false
        await model.signInPicked()
        #expect(model.session?.attendees.count == 2 && model.picked.isEmpty)
        #expect(!model.roster.map(\.name).contains("示例乙"))
    }

    @Test("without a signal nothing is lost, and why and since when is said")
    func noSignal() async throws {
        let centre = try Centre()
        let hand = try await Hand.of("p-0001", at: centre)
        let model = try hand.desk.sync
        await model.load()
        #expect(model.lastAt != nil && model.everythingIsThere)
        _ = try await hand.report("塌肩")
        centre.stop()
        await model.now()
        #expect(model.why == .noConnection)
        #expect(model.waiting?.records == 1 && model.waiting?.since != nil && !model.everythingIsThere)
        #expect(model.trouble == nil && !model.running)
        let wait = try #require(model.retryAt).timeIntervalSince(Date())
        #expect((20...60).contains(wait), "told, and kept to while the app is open")
    }

    @Test("photos wait for a network that costs nothing, words do not")
    func wifi() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        let report = try hand.desk.report()
        await report.takePhoto()
        report.draft.title = "扶梯急停失效"
        _ = try await hand.save(report)
        hand.connection.isUnmetered = false
        let sync = try hand.desk.sync
        #expect(sync.photosOnWiFiOnly)
        await sync.now()
        #expect(sync.why == .wifi && sync.last?.sent == 1 && sync.last?.photosWaiting == 1)
        #expect(!sync.everythingIsThere)
        sync.photosOnWiFiOnly = false
        await sync.now()
        #expect(sync.last?.how == .upToDate && sync.last?.photosSent == 1)
        let again = try await hand.restart()
        #expect(!again.sync.photosOnWiFiOnly && again.sync.lastAt != nil)
    }

    @Test("everything about me is in the file I get, and nothing of others")
    func about() async throws {
        try await two(at: Centre()) { grid, township in
            let id = try await grid.report("排水泵故障")
            try await grid.sync()
            try await township.sync()
            let model = try await township.hazard(id)
            await model.begin(.accept)
            try await township.sync()
            try await grid.sync()
            let me = try grid.desk.me
            await me.load()
            #expect(me.about?.reported == 1 && me.about?.spoke == 1 && me.about?.attended == 0)
            await me.exportMine()
            let text = try String(contentsOf: #require(me.export), encoding: .utf8)
            #expect(text.contains("排水泵故障") && text.contains("示例甲") && text.contains(id))
            #expect(!text.contains("示例丙") && !text.contains("受理"))
        }
    }

    @Test("woken in the background it uploads, plans reminders and asks to be woken again")
    func background() async throws {
        let hand = try await Hand.of("p-0003", at: shared.get())
        hand.demo.registerBackgroundWork()
        let id = try await hand.report("避险路牌缺失")
        let model = try await hand.hazard(id)
        await model.begin(.order)
        model.days = 4
        await model.send()
        try await hand.desk.me.setReminders(true)
        #expect(hand.notifier.planned.filter { $0.record == id }.map(\.what) == [.dueTomorrow, .dueToday])
        let work = try #require(hand.background.work)
        #expect(await work())
        let list = try hand.desk.list
        await list.load()
        #expect(list.lines.first { $0.id == id }?.whereabouts == .accepted)
        await hand.demo.left()
        #expect(hand.background.asked == 1)
        hand.notifier.isAllowed = false
        try await hand.desk.me.setReminders(true)
        let me = try hand.desk.me
        #expect(hand.notifier.planned.isEmpty && !me.reminders)
    }

    @Test("a ledger that cannot be opened is told, and trying again opens it")
    func broken() async throws {
        let folder = try emptyFolder("demo")
        // Something else lies where the ledger's folder is to be.
        let place = folder.appendingPathComponent("ledger")
        try Data("x".utf8).write(to: place)
        let demo = Demo(Phone.inTests, folder: folder) { _ in try await LedgerBook.open(place) }
        await demo.start()
        guard case .broken = demo.stage else { throw Wrong(demo.stage) }
        try FileManager.default.removeItem(at: place)
        await demo.start()
        guard case .start = demo.stage else { throw Wrong(demo.stage) }
    }

    @Test("screen and system may start the app at once: the ledger is opened by one of them")
    func atOnce() async throws {
        let hand = try Hand()
        hand.demo.registerBackgroundWork()
        let work = try #require(hand.background.work)
        async let woken = work()
        async let shown: Void = hand.demo.start()
        _ = await (woken, shown)
        guard case .start(let model) = hand.demo.stage else { throw Wrong(hand.demo.stage) }
        model.code = "7K3F"
        #expect(await work() == false)
        guard case .start(let same) = hand.demo.stage else { throw Wrong(hand.demo.stage) }
        #expect(same.code == "7K3F", "what is being typed stays")
    }
}
