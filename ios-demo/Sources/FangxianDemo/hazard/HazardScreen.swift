import Foundation
import Observation

/// One hazard: where it stands in plain words, why, what next; what was said and shown; and what one
/// may say or do about it now.
@Observable @MainActor
final class HazardModel {
    /// What is offered. Who may decide is not asked here: the ledger answers each act, and keeps as a
    /// proposal what is beyond a person's post.
    enum Act: String, CaseIterable, Hashable {
        case stillDangerous, gone, photoBefore, photoAfter, addWords, claim, extend
        case accept, order, passed, failed, close, void
    }

    /// What an act needs to be told first.
    struct Form: Sendable {
        let act: Act
        /// What was on the screen when it was begun: what arrives while it is filled in, nobody has seen.
        let seen: Seen
        var text = ""
        var interim = ""
        var days = 3
        /// A photo of what was seen.
        var photo: Data?
    }

    private(set) var detail: HazardDetail?
    private(set) var trouble: Trouble?
    private(set) var busy = false
    /// What came of the last act: who must decide, or nobody.
    private(set) var done: Kept?
    var form: Form?

    let id: String
    private let book: any Book
    private let phone: Phone

    init(_ id: String, _ book: any Book, _ phone: Phone) {
        self.id = id
        self.book = book
        self.phone = phone
    }

    /// Acts that make sense where it stands, the likeliest first.
    var acts: [Act] {
        guard let detail else { return [] }
        let see: [Act] = [.stillDangerous, .gone, .photoBefore, .addWords]
        return switch detail.stage {
        case .reported: see + [.accept, .order, .void]
        case .underway: see + [.claim, .photoAfter, .extend, .order, .void]
        case .claimed: see + [.photoAfter, .passed, .failed]
        case .passed: see + [.close]
        case .ended: [.stillDangerous, .photoAfter]
        }
    }

    func watch() async {
        await tell({ trouble = $0 }) {
            for await _ in try await book.changes() { detail = try await book.hazard(id) }
        }
    }

    func load() async {
        await tell({ trouble = $0 }) { detail = try await book.hazard(id) }
    }

    /// Begins an act: at once when it needs no words, else its form opens.
    func begin(_ act: Act) async {
        done = nil
        guard let seen = detail?.seen else { return }
        switch act {
        case .photoBefore, .photoAfter: await addPhoto(act == .photoBefore ? .before : .after)
        case .accept: await save(.accept, seen)
        case .close: await save(.close, seen)
        default: form = Form(act: act, seen: seen)
        }
    }

    // The fields of the form, while it is open.

    var text: String {
        get { form?.text ?? "" }
        set { form?.text = newValue }
    }

    var interim: String {
        get { form?.interim ?? "" }
        set { form?.interim = newValue }
    }

    var days: Int {
        get { form?.days ?? 1 }
        set { form?.days = newValue }
    }

    /// Whether the form says enough.
    var formSuffices: Bool {
        guard let form else { return false }
        let said = !form.text.trimmingCharacters(in: .whitespaces).isEmpty
        let interim = !form.interim.trimmingCharacters(in: .whitespaces).isEmpty
        return switch form.act {
        case .claim, .void, .addWords: said
        case .extend: said && interim
        default: true
        }
    }

    func send() async {
        guard let form, formSuffices, let act = act(form) else { return }
        await save(act, form.seen)
        // What was typed stays when it was not saved.
        if trouble == nil { self.form = nil }
    }

    private func act(_ form: Form) -> HazardAct? {
        let until = phone.now().addingTimeInterval(Double(form.days) * 86_400)
        return switch form.act {
        case .stillDangerous: .observe(danger: true, note: form.text, photo: photo(form))
        case .gone: .observe(danger: false, note: form.text, photo: photo(form))
        case .addWords: .describe(form.text)
        case .claim: .claim(measures: form.text)
        case .extend: .extend(until: until, reason: form.text, interim: form.interim)
        case .order: .order(until: until)
        case .passed: .reinspect(passed: true, opinion: form.text)
        case .failed: .reinspect(passed: false, opinion: form.text)
        case .void: .void(reason: form.text)
        case .accept, .close, .photoBefore, .photoAfter: nil
        }
    }

    /// Takes one of several values; what nobody on this screen saw stays in dispute.
    func take(_ value: Contradiction.Value, of contradiction: Contradiction) async {
        await saving { try await book.settle(contradiction, of: id, text: value.text) }
    }

    func decide(_ other: SameCandidate, same: Bool) async {
        guard let seen = detail?.seen else { return }
        await save(.same(as: other.id, same), seen)
    }

    func play(_ piece: Piece) {
        piece.file.map(phone.microphone.play)
    }

    /// A photo to go with what is being said.
    func photograph() async {
        await tell({ trouble = $0 }) {
            if let bytes = try await phone.camera.takePhoto() { form?.photo = bytes }
        }
    }

    private func photo(_ form: Form) -> Attached? {
        form.photo.map { Attached(bytes: $0, mime: "image/jpeg", role: form.act == .gone ? .after : .before) }
    }

    private func addPhoto(_ role: Piece.Role) async {
        await tell({ trouble = $0 }) {
            guard let bytes = try await phone.camera.takePhoto(), let seen = detail?.seen else { return }
            await save(.addPiece(Attached(bytes: bytes, mime: "image/jpeg", role: role)), seen)
        }
    }

    private func save(_ act: HazardAct, _ seen: Seen) async {
        await saving { try await book.act(act, on: id, seen: seen) }
    }

    private func saving(_ work: () async throws -> Kept) async {
        busy = true
        defer { busy = false }
        await tell({ trouble = $0 }) {
            done = try await work()
            detail = try await book.hazard(id)
        }
        // Something arrived meanwhile: it is shown, and the person decides again.
        if trouble?.next == .lookAgain, let fresh = try? await book.hazard(id) { detail = fresh }
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct HazardScreen: View {
        @Bindable var model: HazardModel
        let open: @MainActor (Place) -> Void

        var body: some View {
            Page(say("hazard_title")) {
                if let trouble = model.trouble { Warning(trouble.words.said()) }
                if let done = model.done { Note(words(done)) }
                if let detail = model.detail {
                    head(detail)
                    merged(detail)
                    Pieces(detail: detail) { model.play($0) }
                    Timeline(steps: detail.story)
                } else if model.trouble == nil {
                    Busy(say("common_loading"))
                }
            } action: {
                ActMenu(model: model)
            }
            .task { await model.watch() }
            .sheet(item: $model.form) { _ in NavigationStack { ActForm(model: model) } }
        }

        private func words(_ done: Kept) -> String {
            done.needs.isEmpty ? say("hazard_done") : say("hazard_proposed", Look.list(done.needs))
        }

        @ViewBuilder private func head(_ detail: HazardDetail) -> some View {
            Text(detail.title.isEmpty ? say("list_untitled") : detail.title).font(.title2).bold()
            Text(detail.label).foregroundStyle(.secondary).textSelection(.enabled)
            WhereLabel(whereabouts: detail.whereabouts)
            Tags(state: detail.state, flags: detail.flags)
            Fact(say("hazard_state"), detail.why.said())
            Fact(say("hazard_next"), detail.next.said())
            Fact(say("hazard_why"), detail.grade.said())
            if let deadline = detail.deadline {
                Fact(
                    say("hazard_deadline"),
                    [deadline, detail.deadlineWhy?.said() ?? ""].joined(separator: "\n"))
            }
            Fact(
                say("hazard_where"),
                [detail.village, detail.place].filter { !$0.isEmpty }.joined(separator: " · "))
            Text(detail.description.isEmpty ? say("hazard_no_description") : detail.description)
        }

        @ViewBuilder private func merged(_ detail: HazardDetail) -> some View {
            if !detail.notices.isEmpty {
                Heading(say("hazard_notices"))
                ForEach(detail.notices, id: \.self) { Note($0.said()) }
            }
            ForEach(detail.contradictions) { contradiction in
                Heading(say("hazard_conflicts"))
                SideBySide(contradiction: contradiction) { value in
                    await model.take(value, of: contradiction)
                }
            }
            if !detail.maybeSame.isEmpty {
                Heading(say("report_duplicate_title"))
                ForEach(detail.maybeSame) { other in
                    Card {
                        Text(other.title)
                        MinorButton(say("report_duplicate_see"), symbol: "arrow.right") {
                            open(.hazard(other.id))
                        }
                        MinorButton(say("hazard_same"), symbol: "equal") {
                            await model.decide(other, same: true)
                        }
                        MinorButton(say("hazard_not_same"), symbol: "xmark") {
                            await model.decide(other, same: false)
                        }
                    }
                }
            }
            if !detail.proposals.isEmpty {
                Heading(say("hazard_proposals"))
                ForEach(detail.proposals, id: \.self) { Note($0.said()) }
            }
        }
    }

    /// The one big button, and everything else behind it.
    private struct ActMenu: View {
        let model: HazardModel

        var body: some View {
            if model.busy {
                Busy(say("report_saving"))
            } else {
                Menu {
                    Text(say("hazard_acts_note"))
                    ForEach(model.acts, id: \.self) { act in
                        Button(Self.name(act)) { Task { await model.begin(act) } }
                    }
                } label: {
                    MainLabel(say("hazard_acts"), symbol: "hand.tap")
                }
            }
        }

        static func name(_ act: HazardModel.Act) -> String {
            switch act {
            case .stillDangerous: say("hazard_act_still_dangerous")
            case .gone: say("hazard_act_gone")
            case .photoBefore: say("hazard_act_photo_before")
            case .photoAfter: say("hazard_act_photo_after")
            case .addWords: say("hazard_add_words")
            case .claim: say("hazard_act_claim")
            case .extend: say("hazard_act_extend")
            case .accept: say("hazard_act_accept")
            case .order: say("hazard_act_order")
            case .passed: say("hazard_act_passed")
            case .failed: say("hazard_act_failed")
            case .close: say("hazard_act_close")
            case .void: say("hazard_act_void")
            }
        }
    }

    /// What an act needs to be told.
    private struct ActForm: View {
        @Bindable var model: HazardModel

        var body: some View {
            if let form = model.form {
                Page(ActMenu.name(form.act)) {
                    if let trouble = model.trouble { Warning(trouble.words.said()) }
                    if form.act != .order { Field(question(form.act), text: $model.text) }
                    if form.act == .extend { Field(say("hazard_ask_interim"), text: $model.interim) }
                    if form.act == .stillDangerous || form.act == .gone {
                        MinorButton(say("report_take_photo"), symbol: "camera") { await model.photograph() }
                        if form.photo != nil { Line(say("report_photo_number", 1), symbol: "checkmark") }
                    }
                    if form.act == .order || form.act == .extend {
                        Stepper(value: $model.days, in: 1...90) {
                            Fact(say("hazard_ask_until"), say("hazard_ask_days", form.days))
                        }
                    }
                    MinorButton(say("common_cancel"), symbol: "xmark") { model.form = nil }
                } action: {
                    MainButton(say("common_save"), symbol: "checkmark") { await model.send() }
                        .disabled(!model.formSuffices || model.busy)
                }
            }
        }

        private func question(_ act: HazardModel.Act) -> String {
            switch act {
            case .claim: say("hazard_ask_measures")
            case .extend, .void: say("hazard_ask_reason")
            default: say("hazard_ask_note")
            }
        }
    }

    extension HazardModel.Form: Identifiable {
        var id: HazardModel.Act { act }
    }
#endif
