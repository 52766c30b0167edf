import Fangxian
import Foundation
import Testing

@Suite("Report, look again, close unseen, meet, settle, search")
struct StoryTests {
    @Test("a danger the close had not seen keeps the hazard open")
    func closeUnseen() async throws {
        try await twoPhones { grid, township in
            let draft = HazardDraft(title: "配电房渗水", place: "三棵槐村东头")
            let leak = try await grid.reportHazard(draft).record
            #expect(try await grid.place(leak) == .onlyHere)
            try await sync(grid, township)
            #expect(try await grid.place(leak) == .accepted)

            // From here on neither hears of the other.
            _ = try await grid.observe(leak, seen: ObservationDraft(danger: true, note: "仍在渗水"))
            let seen = try await township.hazard(leak).face.version
            let done = HazardAct.close(kind: .rectified)
            _ = try await township.say(leak, shown: seen, done)
            #expect(try await township.hazard(leak).state == .closed)

            try await sync(grid, township, grid)
            for phone in [grid, township] {
                let view = try await phone.hazard(leak)
                #expect(view.state != .closed)
                #expect(view.face.flags.contains(.disputed))
                #expect(view.face.notices.map(\.kind) == [.closeMissedDanger])
                #expect(view.face.notices[0].zh.contains("仍在渗水"))
                #expect(view.face.notices[0].zh.contains("示例甲"))
                #expect(view.face.people.contains("p-0001"))
            }
            let (one, other) = (try await grid.hazard(leak), try await township.hazard(leak))
            #expect(one == other)
            let history = try await township.history(leak)
            #expect(history.contains { $0.zh.contains("仍在渗水") })
        }
    }

    @Test("two descriptions stand until someone who saw both settles")
    func settle() async throws {
        try await twoPhones { grid, township in
            let record = try await grid.reportHazard(HazardDraft(title: "墙面渗水")).record
            try await sync(grid, township)
            _ = try await grid.describe(record, field: "description", text: "东墙渗水")
            _ = try await township.describe(record, field: "description", text: "西墙渗水")
            try await sync(grid, township, grid)

            let conflicts = try await township.conflicts(record)
            let conflict = try #require(conflicts.first)
            let said = conflict.values.map { ($0.value, $0.author?.person) }
            #expect(said.contains { $0 == (.text("东墙渗水"), "p-0001") })
            #expect(said.contains { $0 == (.text("西墙渗水"), "p-0003") })
            _ = try await township.settle(record, shown: conflict, text: "东西两墙渗水")
            try await sync(township, grid)
            #expect(try await grid.conflicts(record).isEmpty)
            #expect(try await grid.hazard(record).face.text(field: "description") == "东西两墙渗水")
        }
    }

    @Test("what was typed is found by characters and by pinyin initials")
    func search() async throws {
        try await twoPhones { grid, _ in
            let draft = HazardDraft(title: "灭火器过期", sector: "消防")
            let record = try await grid.reportHazard(draft).record
            for typed in ["灭火器", "mhq"] {
                let found = try await grid.hazards(HazardQuery(text: typed))
                #expect(found.rows.map(\.record) == [record])
                #expect(try await grid.countHazards(HazardQuery(text: typed)) == 1)
            }
            #expect(try await grid.hazards(HazardQuery(text: "锅炉")).rows.isEmpty)
        }
    }

    @Test("lists are read page by page")
    func pages() async throws {
        try await twoPhones { grid, _ in
            let drafts = (0..<7).map { HazardDraft(title: "隐患\($0)") }
            let records = try await grid.reportHazards(drafts)
            var (read, after): ([RecordId], PageKey?) = ([], nil)
            repeat {
                let page = try await grid.hazards(HazardQuery(after: after, limit: 3))
                #expect(page.rows.count <= 3)
                read += page.rows.map(\.record)
                after = page.next
            } while after != nil
            #expect(Set(records).isSubset(of: read))
            #expect(Set(read).count == read.count)
        }
    }

    @Test("a position and a photo come back as they went")
    func photo() async throws {
        try await twoPhones { grid, _ in
            let bytes = Data([255, 216, 7])
            let record = try await grid.reportHazard(
                HazardDraft(
                    title: "护栏缺失", position: Position(latitude: 31.5, longitude: 120.25),
                    attachments: [Attachment(bytes: bytes, mime: "image/jpeg", role: "before")])
            ).record
            let position = try await grid.hazard(record).face.position
            #expect(position == Position(latitude: 31.5, longitude: 120.25))
            let evidence = try await grid.evidence(record)
            let listed = try #require(evidence.first)
            #expect(listed.mime == "image/jpeg" && listed.by == "p-0001")
            let file = try await grid.attachment(listed.hash)
            #expect(try Data(contentsOf: #require(file)) == bytes)
        }
    }

    @Test("every record can be looked at by kind")
    func kinds() async throws {
        try await twoPhones { grid, _ in
            let record = try await grid.reportHazard(HazardDraft(title: "线路老化")).record
            guard case .hazard(let hazard) = try await grid.view(record) else {
                Issue.record("not a hazard")
                return
            }
            #expect(hazard.state.label.zh == "已上报")
            #expect(hazard.face.label.hasPrefix("YH-"))
        }
    }

    @Test("the org tree says who answers where")
    func org() async throws {
        try await twoPhones { grid, township in
            try await sync(grid, township)
            let path = try await township.orgTree().path(division: "990101101204")
            #expect(path.suffix(2) == ["石鲤镇", "三棵槐村"])
            #expect(try await township.nameOf("p-0001") == "示例甲")
        }
    }

    @Test("a day is the day in China")
    func days() {
        let evening = Date(timeIntervalSince1970: 1_795_190_399)
        #expect(Day(of: evening) == "2026-11-20")
        #expect(Day(of: evening.addingTimeInterval(1)) == "2026-11-21")
        #expect(Day("2026-11-20") < Day("2026-12-01"))
    }
}
