import Fangxian
import Foundation

// What this phone holds about its owner. Everything is read out of the ledger as it is there.
extension LedgerBook {
    func me() async throws -> Person? {
        do {
            return try await telling { try await person() }
        } catch let trouble as Trouble where trouble.next == .enrol {
            return nil
        }
    }

    func lost() async throws -> Words? {
        do {
            _ = try await telling { try await ledger.me() }
            return nil
        } catch let trouble as Trouble where trouble.next == .enrol {
            let held = try await telling { try await ledger.hazards(HazardQuery(limit: 1)) }
            return held.rows.isEmpty ? nil : trouble.words
        }
    }

    private func person() async throws -> Person {
        let me = try await ledger.me()
        let tree = try await ledger.orgTree()
        let posts = try me.posts.map { post in
            let digits = post.scope.text
            let division = Division(digits.padding(toLength: 12, withPad: "0", startingAt: 0))
            let path = try tree.path(division: division)
            return Person.Post(
                role: Words(post.role.label), place: path.isEmpty ? digits : path.joined(separator: " "))
        }
        return Person(
            id: me.person.text, name: try await name(me.person), device: me.device.text,
            posts: posts)
    }

    func about() async throws -> AboutMe {
        try await telling {
            let person = try await person()
            let said = try await said(by: PersonId(person.id))
            return AboutMe(
                person: person, reported: said.reported.count, spoke: said.spoke.count,
                attended: said.attended.count)
        }
    }

    func everythingAboutMe() async throws -> Data {
        try await telling {
            let person = try await person()
            let id = PersonId(person.id)
            let said = try await said(by: id)
            var records: [Export.Record] = []
            for record in said.spoke {
                records.append(try await mine(record, of: id, reported: said.reported.contains(record)))
            }
            let export = Export(
                person: person.id, name: person.name, device: person.device,
                posts: person.posts.map { "\($0.role.zh) · \($0.place)" }, records: records,
                trainingsAttended: said.attended.map(\.text))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            return try encoder.encode(export)
        }
    }

    /// What one person said and added in a record; the words of others are theirs.
    private func mine(
        _ record: RecordId, of person: PersonId, reported: Bool
    ) async throws -> Export.Record {
        let steps = try await ledger.history(record).filter { $0.person == person }
        let pieces = try await ledger.evidence(record).filter { $0.by == person }
        var described: [String] = []
        if reported {
            let view = try await ledger.hazard(record)
            described = view.face.described.filter { $0.field != "site" }.compactMap {
                if case .text(let text) = $0.value { text } else { nil }
            }
        }
        return Export.Record(
            record: record.text, described: described,
            steps: steps.map { Export.Step(at: $0.wall, zh: $0.zh, en: $0.en) },
            attachments: pieces.map(\.hash.text))
    }

    /// The records that name a person: those reported, those spoken in, sessions attended.
    private func said(
        by person: PersonId
    ) async throws -> (reported: [RecordId], spoke: [RecordId], attended: [RecordId]) {
        var (reported, spoke, attended): ([RecordId], [RecordId], [RecordId]) = ([], [], [])
        var after: PageKey?
        repeat {
            let page = try await ledger.hazards(HazardQuery(everyRecord: true, after: after))
            for row in page.rows {
                if row.reporter == person { reported.append(row.record) }
                if try await ledger.hazard(row.record).face.people.contains(person) {
                    spoke.append(row.record)
                }
            }
            after = page.next
        } while after != nil
        repeat {
            let page = try await ledger.trainings(TrainingQuery(after: after))
            for row in page.rows {
                let view = try await ledger.training(row.record)
                if view.face.people.contains(person) { spoke.append(row.record) }
                if view.attendance.contains(where: { $0.attendee == person }) {
                    attended.append(row.record)
                }
            }
            after = page.next
        } while after != nil
        return (reported, spoke, attended)
    }
}

/// The file a person gets when they ask what is held about them.
private struct Export: Encodable {
    struct Step: Encodable {
        let at: Date
        let zh: String
        let en: String
    }

    struct Record: Encodable {
        let record: String
        /// The words of what this person reported.
        let described: [String]
        let steps: [Step]
        let attachments: [String]
    }

    let person: String
    let name: String
    let device: String
    let posts: [String]
    let records: [Record]
    let trainingsAttended: [String]
}
