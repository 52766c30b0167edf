import enum Fangxian.SiteAct
import Foundation
import Testing

@testable import FangxianDemo

@Suite("A report that is being written survives everything")
@MainActor
struct DraftTests {
    @Test("killed at any keystroke, all that was typed is there again")
    func keystrokes() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        let typed = "三棵槐村配电房渗水"
        for length in 1...typed.count {
            let model = try hand.desk.report()
            #expect(model.draft.title == typed.prefix(length - 1))
            model.draft.title.append(typed[typed.index(typed.startIndex, offsetBy: length - 1)])
        }
        let desk = try await hand.restart()
        #expect(desk.report().draft.title == typed)
    }

    @Test("photo, voice, place and site are there again, and saved as they were")
    func pieces() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        let first = try hand.desk.report()
        await first.takePhoto()
        hand.microphone.hears = Recording(bytes: Data([9]), seconds: 2)
        await first.startVoice()
        #expect(first.recording && !first.canSave)
        await first.stopVoice()
        hand.locator.fix = Fix(latitude: 31.25, longitude: 120.5, metres: 8)
        await first.locate()

        let again = try await hand.restart().report()
        #expect(again.draft == first.draft && again.draft.photos.count == 1)
        #expect(again.draft.voice?.seconds == 2 && again.draft.fix?.metres == 8)
        let id = try await hand.save(again)
        let detail = try #require(try await hand.hazard(id).detail)
        let photo = try #require(detail.evidence.first { $0.role == .before })
        #expect(try Data(contentsOf: #require(photo.file)) == hand.camera.sees)
        #expect(try hand.desk.report().draft.isEmpty)
        #expect(try left(hand).isEmpty)
    }

    @Test("a page that cannot be read is an empty one, and writing goes on")
    func torn() throws {
        let folder = try emptyFolder("draft")
        let store = try DraftStore(in: folder)
        try store.keep(Draft(title: "漏水"))
        #expect(store.load()?.title == "漏水")
        try Data("{\"title\":".utf8).write(to: folder.appendingPathComponent("draft.json"))
        #expect(store.load() == nil)
        try store.keep(Draft(title: "漏电"))
        #expect(store.load()?.title == "漏电")
    }

    @Test("what may be known already is shown before it is saved; the person decides")
    func lookalike() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        hand.locator.fix = Fix(latitude: 31.75, longitude: 120.75, metres: 5)
        for title in ["水池漏水", "水池漏水严重"] {
            let model = try hand.desk.report()
            model.draft.title = title
            await model.locate()
            await model.save()
            guard title != "水池漏水" else {
                #expect(model.saved != nil)
                continue
            }
            #expect(model.saved == nil && model.draft.title == title)
            let other = try #require(model.lookalikes.first)
            #expect(other.title == "水池漏水" && other.metres == 0 && other.state.zh == "已上报")
            model.notNow()
            #expect(model.lookalikes.isEmpty)
            await model.save()
            await model.saveAnyway()
            let saved = try #require(model.saved)
            let list = try hand.desk.list
            list.search = "水池漏水"
            await list.searched()
            #expect(Set(list.lines.map(\.id)) == [saved.id, other.id])
        }
    }

    @Test("a photo that is not kept, a door that is no site and a place not found lose nothing")
    func slips() async throws {
        let hand = try await Hand.of("p-0001", at: shared.get())
        let model = try hand.desk.report()
        model.draft.title = "电线裸露"
        hand.camera.isBroken = true
        await model.takePhoto()
        #expect(model.slip == .photoUnreadable)
        hand.camera.isBroken = false
        hand.camera.sees = nil
        await model.takePhoto()
        #expect(model.draft.photos.isEmpty)
        hand.scanner.sees = "https://example.com/"
        await model.scanDoor()
        #expect(model.slip == .notADoorCode)
        hand.scanner.sees = Code.site("0123456789abcdef0123456789abcdef").link
        await model.scanDoor()
        #expect(model.slip == .siteNotHere)
        await model.locate()
        #expect(model.slip == .noLocation)
        hand.microphone.isAllowed = false
        await model.startVoice()
        #expect(model.slip == .noVoice && !model.recording)
        #expect(model.draft == Draft(title: "电线裸露") && model.canSave)
    }

    @Test("the site of a door is written, and offered again at the next report")
    func door() async throws {
        let centre = try shared.get()
        let hand = try await Hand.of("p-0001", at: centre)
        let ledger = try await centre.phone("p-0001")
        let fields = ["name": "三棵槐加油站", "place": "村口"]
        let site = try await ledger.begin(SiteAct.register, fields).record
        try await sync(ledger)
        try ledger.close()
        try await hand.sync()
        hand.scanner.sees = Code.site(site.text).link
        let model = try hand.desk.report()
        await model.scanDoor()
        #expect(model.draft.site?.name == "三棵槐加油站")
        model.draft.title = "卸油无人监护"
        _ = try await hand.save(model)
        let next = try hand.desk.report()
        #expect(next.draft.site == nil && next.lastSite?.id == site.text)
        next.useLastSite()
        #expect(next.draft.site?.place == "村口")
        next.discard()
        #expect(try hand.desk.report().draft.isEmpty)
    }

    /// What lies in the draft's folder besides the last site.
    private func left(_ hand: Hand) throws -> [String] {
        let folder = hand.folder.appendingPathComponent("draft")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return files.filter { $0 != "last-site.json" }
    }
}
