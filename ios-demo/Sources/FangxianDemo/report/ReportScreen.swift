import Foundation
import Observation

/// A new hazard in three taps: report, photo, save. Everything else may be added and none of it is
/// asked for; after every keystroke it is on disk.
@Observable @MainActor
final class ReportModel {
    enum Slip: Hashable {
        case photoUnreadable, notADoorCode, siteNotHere, noLocation, noVoice, phoneFull
        case told(Words)
    }

    /// What is written. Set through the fields; kept each time.
    var draft: Draft {
        didSet { if draft != oldValue { keep() } }
    }

    private(set) var lastSite: SiteLine?
    private(set) var locating = false
    private(set) var recording = false
    private(set) var saving = false
    private(set) var slip: Slip?
    /// What it may be the same as: shown before it is saved, and never decided by a machine.
    private(set) var lookalikes: [Lookalike] = []
    private(set) var saved: Kept?

    private let book: any Book
    private let phone: Phone
    private let store: DraftStore
    private let done: @MainActor () -> Void

    init(_ book: any Book, _ phone: Phone, _ store: DraftStore, done: @escaping @MainActor () -> Void) {
        self.book = book
        self.phone = phone
        self.store = store
        self.done = done
        draft = store.load() ?? Draft()
        lastSite = store.lastSite
    }

    var canSave: Bool { draft.suffices && !saving && !recording }

    func photo(_ name: String) -> URL {
        store.file(name)
    }

    func takePhoto() async {
        do {
            guard let bytes = try await phone.camera.takePhoto() else { return }
            draft.photos.append(try store.add(bytes, ending: "jpg"))
            slip = nil
        } catch {
            slip = .photoUnreadable
        }
    }

    func removePhoto(_ name: String) {
        draft.photos.removeAll { $0 == name }
        store.remove(name)
    }

    func useLastSite() {
        draft.site = lastSite
    }

    func scanDoor() async {
        guard let text = await phone.scanner.scan() else { return }
        guard case .site(let record) = Code(text) else {
            slip = .notADoorCode
            return
        }
        do {
            draft.site = try await book.site(record)
            slip = nil
        } catch {
            slip = .siteNotHere
        }
    }

    func removeSite() {
        draft.site = nil
    }

    /// Once, now, for this record only.
    func locate() async {
        locating = true
        defer { locating = false }
        let fix = await phone.locator.locate()
        draft.fix = fix ?? draft.fix
        slip = fix == nil ? .noLocation : nil
    }

    func removeLocation() {
        draft.fix = nil
    }

    func startVoice() async {
        recording = await phone.microphone.start()
        slip = recording ? nil : .noVoice
    }

    func stopVoice() async {
        recording = false
        guard let said = await phone.microphone.stop(),
            let name = try? store.add(said.bytes, ending: "m4a")
        else {
            slip = .noVoice
            return
        }
        removeVoice()
        draft.voice = Draft.Voice(file: name, seconds: said.seconds)
    }

    func removeVoice() {
        draft.voice.map { store.remove($0.file) }
        draft.voice = nil
    }

    /// Saves it, unless it may be known already: then those are shown first.
    func save() async {
        guard canSave else { return }
        saving = true
        defer { saving = false }
        await trying {
            lookalikes = try await book.lookalikes(of: draft)
            if lookalikes.isEmpty { try await put() }
        }
    }

    /// Saves it although it looks like another. The township is shown both on its screens.
    func saveAnyway() async {
        guard canSave else { return }
        saving = true
        defer { saving = false }
        await trying {
            try await put()
            lookalikes = []
        }
    }

    func notNow() {
        lookalikes = []
    }

    func discard() {
        store.clear()
        draft = Draft()
        store.clear()
        lookalikes = []
    }

    private func put() async throws {
        var pieces = try draft.photos.map {
            Attached(bytes: try store.bytes($0), mime: "image/jpeg", role: .before)
        }
        if let voice = draft.voice {
            pieces.append(Attached(bytes: try store.bytes(voice.file), mime: "audio/mp4", role: .voice))
        }
        let kept = try await book.report(draft, with: pieces)
        // Only now: what is in the ledger is on disk.
        if let site = draft.site { store.lastSite = site }
        discard()
        saved = kept
        done()
    }

    private func keep() {
        do {
            try store.keep(draft)
        } catch {
            slip = .phoneFull
        }
    }

    private func trying(_ work: () async throws -> Void) async {
        await tell({ slip = $0.map { .told($0.words) } }, work)
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct ReportScreen: View {
        @Bindable var model: ReportModel
        let open: @MainActor (Place) -> Void
        let close: @MainActor () -> Void
        @State private var discarding = false

        var body: some View {
            Page(say("report_title")) {
                Text(say("report_photo_first")).foregroundStyle(.secondary)
                photos
                Field(say("report_what"), hint: say("report_what_hint"), text: $model.draft.title)
                place
                location
                voice
                Toggle(say("report_suspect_major"), isOn: $model.draft.suspectMajor)
                slip
                lookalikes
                if !model.draft.isEmpty {
                    Text(say("report_draft_kept")).foregroundStyle(.secondary)
                    MinorButton(say("report_discard"), symbol: "trash") { discarding = true }
                }
            } action: {
                action
            }
            .confirmationDialog(
                say("report_discard_ask"), isPresented: $discarding, titleVisibility: .visible
            ) {
                Button(say("report_discard_yes"), role: .destructive) {
                    model.discard()
                    close()
                }
                Button(say("report_discard_no"), role: .cancel) {}
            }
            .onChange(of: model.saved) { close() }
        }

        @ViewBuilder private var action: some View {
            if model.saving {
                Busy(say("report_saving"))
            } else if model.draft.photos.isEmpty {
                MainButton(say("report_take_photo"), symbol: "camera.fill") { await model.takePhoto() }
                if model.canSave {
                    MinorButton(say("report_save"), symbol: "checkmark") { await model.save() }
                }
            } else {
                MainButton(say("report_save"), symbol: "checkmark") { await model.save() }
                    .disabled(!model.canSave)
            }
        }

        private var photos: some View {
            ScrollView(.horizontal, showsIndicators: false) {
                HStack(spacing: 12) {
                    ForEach(Array(model.draft.photos.enumerated()), id: \.element) { at, name in
                        VStack {
                            Picture(file: model.photo(name), label: say("report_photo_number", at + 1))
                            IconButton(say("report_remove_photo", at + 1), symbol: "xmark") {
                                model.removePhoto(name)
                            }
                        }
                    }
                    if !model.draft.photos.isEmpty {
                        IconButton(say("report_take_photo"), symbol: "camera") {
                            await model.takePhoto()
                        }
                    }
                }
            }
        }

        @ViewBuilder private var place: some View {
            Field(say("report_where"), text: $model.draft.place)
            if let site = model.draft.site {
                HStack {
                    Line(say("report_site", site.name), symbol: "building.2")
                    IconButton(say("report_remove_site"), symbol: "xmark") { model.removeSite() }
                }
            } else {
                if let last = model.lastSite {
                    MinorButton(say("report_same_place", last.name), symbol: "clock.arrow.circlepath") {
                        model.useLastSite()
                    }
                }
                MinorButton(say("report_scan_door"), symbol: "qrcode.viewfinder") {
                    await model.scanDoor()
                }
            }
        }

        @ViewBuilder private var location: some View {
            if model.locating {
                Busy(say("report_locating"))
            } else if let fix = model.draft.fix {
                HStack {
                    Line(say("report_located", Int(fix.metres.rounded())), symbol: "mappin.and.ellipse")
                    IconButton(say("report_remove_location"), symbol: "xmark") {
                        model.removeLocation()
                    }
                }
            } else {
                MinorButton(say("report_locate"), symbol: "location") { await model.locate() }
            }
        }

        @ViewBuilder private var voice: some View {
            if model.recording {
                Text(say("report_recording"))
                MinorButton(say("report_stop_voice"), symbol: "stop.fill") { await model.stopVoice() }
            } else if let voice = model.draft.voice {
                HStack {
                    Line(say("report_voice_seconds", voice.seconds), symbol: "waveform")
                    IconButton(say("report_remove_voice"), symbol: "xmark") { model.removeVoice() }
                }
            } else {
                MinorButton(say("report_record_voice"), symbol: "mic") { await model.startVoice() }
            }
        }

        @ViewBuilder private var slip: some View {
            switch model.slip {
            case .photoUnreadable: Warning(say("report_photo_unreadable"))
            case .notADoorCode: Warning(say("report_not_a_door_code"))
            case .siteNotHere: Warning(say("report_site_not_here"))
            case .noLocation: Warning(say("report_no_location"))
            case .noVoice: Warning(say("report_no_voice"))
            case .phoneFull: Warning(say("sync_why_phone_full"))
            case .told(let words): Warning(words.said())
            case nil: EmptyView()
            }
        }

        @ViewBuilder private var lookalikes: some View {
            if !model.lookalikes.isEmpty {
                Heading(say("report_duplicate_title"))
                ForEach(model.lookalikes) { other in
                    Card {
                        Text(other.title.isEmpty ? say("list_untitled") : other.title).font(.headline)
                        if !other.place.isEmpty { Text(other.place) }
                        Tag(other.state.said(), strong: false)
                        if let metres = other.metres { Text(say("report_duplicate_away", metres)) }
                        MinorButton(say("report_duplicate_see"), symbol: "arrow.right") {
                            open(.hazard(other.id))
                        }
                    }
                }
                MinorButton(say("report_duplicate_other"), symbol: "checkmark") {
                    await model.saveAnyway()
                }
                MinorButton(say("common_cancel"), symbol: "xmark") { model.notNow() }
            }
        }
    }
#endif
