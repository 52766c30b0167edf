import Foundation
import Observation

/// Training: open a session, scan whoever comes, see who is there and for how long. However many
/// phones scan a person, they count once; the ledger sees to that.
@Observable @MainActor
final class TrainingModel {
    enum Said: Hashable {
        case signedIn(String)
        case already(String)
        case codeOld
        case notAPersonCode
        /// It is for these to decide.
        case proposed([Words])
    }

    /// A session about to be opened.
    struct Plan: Hashable {
        var topic = ""
        var place = ""
        var minutes = 60
    }

    private(set) var sessions: [TrainingLine] = []
    private(set) var session: TrainingDetail?
    private(set) var roster: [Attendee] = []
    private(set) var me: Person?
    private(set) var loading = true
    private(set) var trouble: Trouble?
    private(set) var said: Said?
    var plan: Plan?
    private(set) var picked: Set<String> = []

    private let book: any Book
    private let phone: Phone

    init(_ book: any Book, _ phone: Phone) {
        self.book = book
        self.phone = phone
    }

    func watch() async {
        await tell({ trouble = $0 }) {
            for await _ in try await book.changes() { await load() }
        }
    }

    func load() async {
        await tell({ trouble = $0 }) {
            sessions = try await book.trainings()
            me = try await book.me()
            if let id = session?.id { try await show(id) }
        }
        loading = false
    }

    /// My own code, for whoever runs the session to scan. It changes.
    var myCode: String? {
        me.map { SignInCode.link(for: $0.id, at: phone.now()) }
    }

    // The fields of the form, while it is open.

    var planning: Bool {
        get { plan != nil }
        set { if !newValue { plan = nil } }
    }

    var topic: String {
        get { plan?.topic ?? "" }
        set { plan?.topic = newValue }
    }

    var place: String {
        get { plan?.place ?? "" }
        set { plan?.place = newValue }
    }

    var minutes: Int {
        get { plan?.minutes ?? 60 }
        set { plan?.minutes = newValue }
    }

    /// Whether one session is looked at.
    var looking: Bool {
        get { session != nil }
        set { if !newValue { leave() } }
    }

    /// Whether someone is ticked on the list of names.
    subscript(ticked person: String) -> Bool {
        get { picked.contains(person) }
        set { if newValue { picked.insert(person) } else { picked.remove(person) } }
    }

    var canOpen: Bool {
        !(plan?.topic.trimmingCharacters(in: .whitespaces).isEmpty ?? true)
    }

    /// Opens the planned session, from now on.
    func open() async {
        guard let plan, canOpen else { return }
        await tell({ trouble = $0 }) {
            let start = phone.now()
            let kept = try await book.openTraining(
                TrainingPlan(
                    topic: plan.topic, place: plan.place, start: start,
                    end: start.addingTimeInterval(Double(plan.minutes) * 60)))
            self.plan = nil
            try await show(kept.id)
        }
    }

    func select(_ id: String) async {
        (said, picked) = (nil, [])
        await tell({ trouble = $0 }) { try await show(id) }
    }

    func leave() {
        (session, said, picked) = (nil, nil, [])
    }

    /// Scans the code of someone who came.
    func scan() async {
        guard let session, let text = await phone.scanner.scan() else { return }
        guard case .person(let id, let shown) = Code(text) else {
            said = .notAPersonCode
            return
        }
        guard SignInCode.isFresh(shown, at: phone.now()) else {
            said = .codeOld
            return
        }
        await signIn([id], to: session, by: .dynamicCode)
    }

    /// Signs in everyone ticked on the list.
    func signInPicked() async {
        guard let session, !picked.isEmpty else { return }
        await signIn(picked.sorted(), to: session, by: .roster)
        picked = []
    }

    private func signIn(
        _ people: [String], to session: TrainingDetail, by way: SignInWay
    ) async {
        await tell({ trouble = $0 }) {
            let before = Set(session.attendees.map(\.id))
            _ = try await book.signIn(people, to: session.id, by: way, at: phone.now())
            try await show(session.id)
            guard people.count == 1, let one = people.first else { return }
            let name = self.session?.attendees.first { $0.id == one }?.name ?? one
            said = before.contains(one) ? .already(name) : .signedIn(name)
        }
    }

    func signOutAll() async {
        guard let session else { return }
        await tell({ trouble = $0 }) {
            _ = try await book.signOutAll(of: session.id, at: phone.now())
            try await show(session.id)
        }
    }

    /// A photo of the sheet people signed with a pen.
    func photographSheet() async {
        guard let session else { return }
        await tell({ trouble = $0 }) {
            guard let bytes = try await phone.camera.takePhoto() else { return }
            let sheet = Attached(bytes: bytes, mime: "image/jpeg", role: .paper)
            _ = try await book.addPaper(sheet, to: session.id)
            try await show(session.id)
        }
    }

    func archive() async {
        guard let session else { return }
        await tell({ trouble = $0 }) {
            let kept = try await book.archive(session.id, seen: session.seen)
            if !kept.needs.isEmpty { said = .proposed(kept.needs) }
            try await show(session.id)
        }
    }

    private func show(_ id: String) async throws {
        session = try await book.training(id)
        roster = try await book.roster(of: id)
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct TrainingScreen: View {
        @Bindable var model: TrainingModel

        var body: some View {
            Page(say("training_title")) {
                if let trouble = model.trouble { Warning(trouble.words.said()) }
                if model.loading { Busy(say("common_loading")) }
                if model.sessions.isEmpty && !model.loading { Text(say("training_none")) }
                ForEach(model.sessions) { line in
                    Button {
                        Task { await model.select(line.id) }
                    } label: {
                        SessionRow(line: line)
                    }
                    .buttonStyle(.plain)
                }
                MyCode(model: model)
            } action: {
                MainButton(say("training_open"), symbol: "plus") { model.plan = TrainingModel.Plan() }
            }
            .task { await model.watch() }
            .sheet(isPresented: $model.planning) { NavigationStack { PlanForm(model: model) } }
            .navigationDestination(isPresented: $model.looking) { SessionPage(model: model) }
        }
    }

    private struct SessionRow: View {
        let line: TrainingLine

        var body: some View {
            Card {
                Text(line.title).font(.headline)
                Text([Look.moment(line.start), line.place].filter { !$0.isEmpty }.joined(separator: " · "))
                    .foregroundStyle(.secondary)
                HStack {
                    Tag(line.state.said(), strong: false)
                    Text(say("training_people", line.people))
                    Text(say("training_hours", Look.hours(line.personMinutes)))
                }
                WhereLabel(whereabouts: line.whereabouts)
            }
            .accessibilityElement(children: .combine)
        }
    }

    /// My code, drawn anew while it is looked at.
    private struct MyCode: View {
        let model: TrainingModel

        var body: some View {
            Heading(say("training_my_code"))
            TimelineView(.periodic(from: .now, by: SignInCode.secondsShown)) { _ in
                if let me = model.me, let link = model.myCode {
                    QRCode(text: link, label: say("training_code_description", me.name))
                }
            }
            Text(say("training_my_code_note")).foregroundStyle(.secondary)
        }
    }

    private struct PlanForm: View {
        @Bindable var model: TrainingModel

        var body: some View {
            if let plan = model.plan {
                Page(say("training_open")) {
                    if let trouble = model.trouble { Warning(trouble.words.said()) }
                    Field(say("training_topic"), text: $model.topic)
                    Field(say("training_place"), text: $model.place)
                    Stepper(value: $model.minutes, in: 15...480, step: 15) {
                        Fact(say("training_length"), say("training_minutes", plan.minutes))
                    }
                    MinorButton(say("common_cancel"), symbol: "xmark") { model.plan = nil }
                } action: {
                    MainButton(say("training_start"), symbol: "play.fill") { await model.open() }
                        .disabled(!model.canOpen)
                }
            }
        }
    }

    /// One session: who is there, and everything that can be added.
    private struct SessionPage: View {
        @Bindable var model: TrainingModel

        var body: some View {
            if let session = model.session {
                Page(session.title) {
                    if let trouble = model.trouble { Warning(trouble.words.said()) }
                    said
                    Text(say("training_people", session.attendees.count)).font(.title2).bold()
                    Text(say("training_hours", Look.hours(session.personMinutes)))
                    WhereLabel(whereabouts: session.whereabouts)
                    ForEach(session.notices, id: \.self) { Note($0.said()) }
                    Heading(say("training_attendance"))
                    if session.attendees.isEmpty { Text(say("common_none")) }
                    ForEach(session.attendees) { AttendeeRow(attendee: $0) }
                    if session.running { more(session) }
                    if !session.papers.isEmpty {
                        Line(say("training_paper_count", session.papers.count), symbol: "doc.text.image")
                    }
                } action: {
                    if session.running {
                        MainButton(say("training_sign_in"), symbol: "qrcode.viewfinder") {
                            await model.scan()
                        }
                    }
                }
            }
        }

        @ViewBuilder private var said: some View {
            switch model.said {
            case .signedIn(let name): Note(say("training_signed_in", name))
            case .already(let name): Note(say("training_already", name))
            case .codeOld: Warning(say("training_code_old"))
            case .notAPersonCode: Warning(say("training_not_a_person_code"))
            case .proposed(let needs): Note(say("hazard_proposed", Look.list(needs)))
            case nil: EmptyView()
            }
        }

        @ViewBuilder private func more(_ session: TrainingDetail) -> some View {
            if !model.roster.isEmpty {
                Heading(say("training_roster"))
                ForEach(model.roster) { person in
                    Toggle(person.name, isOn: $model[ticked: person.id])
                }
                MinorButton(say("training_roster_sign", model.picked.count), symbol: "checkmark") {
                    await model.signInPicked()
                }
                .disabled(model.picked.isEmpty)
            }
            MinorButton(say("training_paper"), symbol: "camera") { await model.photographSheet() }
            MinorButton(say("training_sign_out_all"), symbol: "rectangle.portrait.and.arrow.right") {
                await model.signOutAll()
            }
            MinorButton(say("training_archive"), symbol: "archivebox") { await model.archive() }
        }
    }

    private struct AttendeeRow: View {
        let attendee: Attendee

        var body: some View {
            HStack {
                Text(attendee.name)
                Spacer()
                if attendee.disputed { Tag(say("training_disputed"), strong: true) }
                if attendee.rejected { Tag(say("training_rejected"), strong: true) }
                if let came = attendee.came {
                    if let left = attendee.left {
                        Text(say("training_in_out", Look.hour(came), Look.hour(left)))
                    } else {
                        Text(say("training_in_at", Look.hour(came)))
                    }
                }
            }
            .frame(minHeight: 44)
            .accessibilityElement(children: .combine)
        }
    }
#endif
