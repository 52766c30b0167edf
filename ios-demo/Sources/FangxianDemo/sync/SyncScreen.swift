import Foundation
import Observation

/// What waits on this phone, why, since when; and what the centre did not take.
@Observable @MainActor
final class SyncModel {
    private(set) var waiting: Waiting?
    private(set) var setAside: [SetAsideLine] = []
    private(set) var running = false
    private(set) var last: SyncEnd?
    private(set) var lastAt: Date?
    private(set) var trouble: Trouble?

    private let book: any Book
    private let phone: Phone
    private let settings: SettingsStore
    /// Leads to the first screen, which says why.
    let enrolAgain: @MainActor (Words) async -> Void
    private var work: Task<Void, Never>?

    init(
        _ book: any Book, _ phone: Phone, _ settings: SettingsStore,
        enrolAgain: @escaping @MainActor (Words) async -> Void = { _ in }
    ) {
        self.book = book
        self.phone = phone
        self.settings = settings
        self.enrolAgain = enrolAgain
        lastAt = settings.current.lastSync
        photosOnWiFiOnly = settings.current.photosOnWiFiOnly
    }

    /// Photos and voice notes wait for a network that costs nothing.
    var photosOnWiFiOnly: Bool {
        didSet { settings.change { $0.photosOnWiFiOnly = photosOnWiFiOnly } }
    }

    /// Why something still waits; nothing while nothing does or it was never tried.
    var why: SyncEnd.Why? {
        if case .stopped(let why, _) = last?.how { return why }
        return nil
    }

    var retryAt: Date? {
        if case .stopped(_, let retryAt) = last?.how { return retryAt }
        return nil
    }

    var everythingIsThere: Bool {
        waiting?.records == 0 && setAside.isEmpty && (last?.photosWaiting ?? 0) == 0
    }

    func watch() async {
        await tell({ trouble = $0 }) {
            for await _ in try await book.changes() { await load() }
        }
    }

    func load() async {
        await tell({ trouble = $0 }) {
            waiting = try await book.waiting()
            setAside = try await book.setAside()
            lastAt = settings.current.lastSync
        }
    }

    /// Synchronises now, and while there is no signal again at the times the ledger says.
    func start() {
        guard !running else { return }
        work?.cancel()
        work = Task {
            repeat {
                await now()
                guard let retryAt else { return }
                try? await Task.sleep(for: .seconds(max(1, retryAt.timeIntervalSince(phone.now()))))
            } while !Task.isCancelled
        }
    }

    /// Ends what runs; what was sent stays sent.
    func stop() {
        work?.cancel()
    }

    /// The app left the screen: what runs may end by itself, nothing begins anew.
    func rest() {
        if !running { stop() }
    }

    /// Until what was started has ended.
    func ended() async {
        await work?.value
    }

    /// One synchronisation, to its end.
    func now() async {
        guard !running else { return }
        running = true
        await tell({ trouble = $0 }) {
            last = try await book.sync(tries: .once)
            let at = phone.now()
            settings.change { $0.lastSync = at }
        }
        running = false
        if trouble == nil { await load() }
    }

    /// Hands in again what the centre did not take, after an upgrade or a corrected post.
    func retrySetAside() async {
        await tell({ trouble = $0 }) { _ = try await book.retrySetAside() }
        if trouble == nil { await now() }
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct SyncScreen: View {
        @Bindable var model: SyncModel

        var body: some View {
            Page(say("sync_title")) {
                if let trouble = model.trouble { Warning(trouble.words.said()) }
                waiting
                why
                Toggle(say("sync_wifi_only"), isOn: $model.photosOnWiFiOnly)
                Text(say("sync_wifi_only_note")).foregroundStyle(.secondary)
                setAside
                Heading(say("sync_courier"))
                Text(say("sync_courier_none")).foregroundStyle(.secondary)
                Heading(say("sync_receipts"))
                Text(say("sync_receipts_none")).foregroundStyle(.secondary)
            } action: {
                if model.running {
                    Busy(say("sync_running"))
                    MinorButton(say("sync_stop"), symbol: "stop.fill") { model.stop() }
                } else {
                    MainButton(say("sync_now"), symbol: "arrow.up.circle") { model.start() }
                }
            }
            .task { await model.watch() }
        }

        @ViewBuilder private var waiting: some View {
            if model.everythingIsThere {
                Line(say("sync_all_there"), symbol: "checkmark.icloud")
            } else if let waiting = model.waiting, waiting.records > 0 {
                Text(say("sync_waiting", waiting.records)).font(.title2).bold()
                Text(say("sync_changes", waiting.onlyHere, waiting.unanswered))
                if let since = waiting.since { Text(say("sync_since", Look.moment(since))) }
            }
            if let photos = model.last?.photosWaiting, photos > 0 {
                Text(say("sync_photos_waiting", photos))
            }
            Text(model.lastAt.map { say("sync_last", Look.moment($0)) } ?? say("sync_never"))
            if let last = model.last { Text(say("sync_took", last.sent, last.heard)) }
        }

        @ViewBuilder private var why: some View {
            if let why = model.why {
                if case .dismissed(let said) = why {
                    // Nothing may be left to upload: the words say what to do.
                    Warning(words(why))
                    MinorButton(say("sync_enrol_again"), symbol: "qrcode.viewfinder") {
                        await model.enrolAgain(said)
                    }
                } else {
                    Heading(say("sync_why"))
                    Warning(words(why))
                }
                if let retryAt = model.retryAt { Text(say("sync_next_try", Look.hour(retryAt))) }
            }
        }

        @ViewBuilder private var setAside: some View {
            if !model.setAside.isEmpty {
                Heading(say("sync_refused", model.setAside.count))
                Text(say("sync_refused_note"))
                ForEach(model.setAside) { line in
                    Card {
                        Text(line.title).font(.headline)
                        Text(line.why.said())
                        Text(Look.moment(line.at)).foregroundStyle(.secondary)
                    }
                }
                MinorButton(say("sync_retry_refused"), symbol: "arrow.clockwise") {
                    await model.retrySetAside()
                }
            }
        }

        private func words(_ why: SyncEnd.Why) -> String {
            switch why {
            case .noConnection: say("sync_why_no_connection")
            case .notTheCentre: say("sync_why_not_the_centre")
            case .phoneFull: say("sync_why_phone_full")
            case .locked: say("sync_why_locked")
            case .stopped: say("sync_why_stopped")
            case .wifi: say("sync_why_wifi")
            case .dismissed(let words), .refused(let words): words.said()
            }
        }
    }
#endif
