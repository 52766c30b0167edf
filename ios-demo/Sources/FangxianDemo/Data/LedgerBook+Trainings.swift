import Fangxian
import Foundation

// Training sessions: open one, sign people in and out, count.
extension LedgerBook {
    func trainings() async throws -> [TrainingLine] {
        try await telling {
            try await ledger.trainings().rows.map { row in
                TrainingLine(
                    id: row.record.text, title: row.title, place: row.place,
                    start: row.planned?.start ?? row.listed ?? .distantPast, state: Words(row.state.label),
                    people: Int(row.attendees), personMinutes: Int(row.personMinutes),
                    whereabouts: Whereabouts(row.upload))
            }
        }
    }

    func training(_ id: String) async throws -> TrainingDetail {
        try await telling {
            let record = RecordId(id)
            let view = try await ledger.training(record)
            var attendees: [Attendee] = []
            for came in view.attendance {
                attendees.append(
                    Attendee(
                        id: came.attendee.text, name: try await name(came.attendee),
                        came: came.firstIn, left: came.lastOut, minutes: Int(came.minutes),
                        disputed: came.disputed, rejected: came.rejected))
            }
            return TrainingDetail(
                id: id, title: view.face.title, place: view.face.place, start: view.planned?.start,
                end: view.planned?.end, state: Words(view.state.label), attendees: attendees,
                personMinutes: Int(view.personMinutes),
                notices: view.face.notices.map { Words(zh: $0.zh, en: $0.en) },
                papers: try await pieces(of: record).filter { $0.role == .paper },
                running: view.state == .planned || view.state == .open,
                whereabouts: Whereabouts(try await ledger.place(record)),
                seen: Seen(held: view.face.version))
        }
    }

    func openTraining(_ plan: TrainingPlan) async throws -> Kept {
        try await telling {
            let fields = ["title": plan.topic, "place": plan.place, "topics": plan.topic]
            let planned = TrainingAct.schedule(start: plan.start, end: plan.end)
            return Kept(try await ledger.begin(planned, fields))
        }
    }

    func signIn(
        _ people: [String], to session: String, by way: SignInWay, at: Date
    ) async throws -> Kept {
        try await telling {
            let method: SignMethod = way == .dynamicCode ? .dynamicCode : .roster
            let come = people.map {
                TrainingAct.signIn(attendee: PersonId($0), method: method, came: at)
            }
            return Kept(try await ledger.sayAll(RecordId(session), shown: nil, come))
        }
    }

    func signOutAll(of session: String, at: Date) async throws -> Kept? {
        try await telling {
            let view = try await ledger.training(RecordId(session))
            let still = view.attendance.filter { $0.lastOut == nil }.flatMap(\.because)
            guard !still.isEmpty else { return nil }
            let leave = still.map { TrainingAct.signOut(signIn: $0, left: at) }
            return Kept(try await ledger.sayAll(RecordId(session), shown: nil, leave))
        }
    }

    func addPaper(_ photo: Attached, to session: String) async throws -> Kept {
        try await telling {
            Kept(try await ledger.addEvidence(RecordId(session), Attachment(photo)))
        }
    }

    func archive(_ session: String, seen: Seen) async throws -> Kept {
        try await telling {
            let shown = try seen.version()
            return Kept(try await ledger.say(RecordId(session), shown: shown, TrainingAct.archive))
        }
    }

    /// Who holds a post around here and is not signed in yet, by name.
    func roster(of session: String) async throws -> [Attendee] {
        try await telling {
            let came = Set(try await ledger.training(RecordId(session)).attendance.map(\.attendee))
            let posts = try await ledger.orgTree().on(today: Day(of: Date())).posts()
            let people = Set(posts.map(\.person)).subtracting(came)
            var roster: [Attendee] = []
            for person in people {
                roster.append(
                    Attendee(
                        id: person.text, name: try await name(person), came: nil, left: nil,
                        minutes: 0, disputed: false, rejected: false))
            }
            return roster.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        }
    }
}
