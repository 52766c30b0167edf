import Foundation
import Observation

/// The app as a whole: opens the ledger once, enrols when it must, then holds the models of the
/// screens; synchronises in the background and reminds of deadlines.
@Observable @MainActor
public final class Demo {
    enum Stage {
        case opening
        case start(StartModel)
        case ready(Desk)
        case broken(Trouble)
    }

    private(set) var stage = Stage.opening

    private let phone: Phone
    private let folder: URL
    private let settings: SettingsStore
    private let openBook: @Sendable (SettingsStore) async throws -> any Book
    private var book: (any Book)?
    private var beginning: Task<any Book, any Error>?

    init(
        _ phone: Phone, folder: URL,
        open: @escaping @Sendable (SettingsStore) async throws -> any Book
    ) {
        self.phone = phone
        self.folder = folder
        settings = SettingsStore(in: folder)
        openBook = open
    }

    /// Tells the system what to do when it wakes the app. Before the app has finished starting.
    public func registerBackgroundWork() {
        phone.background.register { await self.inBackground() }
    }

    public func start() async {
        await opening { _ in }
    }

    private func opening(_ then: (any Book) async throws -> Void) async {
        do {
            let book = try await opened()
            let mine = try await book.me()
            switch stage {
            // What is on the screen stays there.
            case .ready: break
            // Nor is a code taken away that is being typed.
            case .start(let model) where mine == nil || model.leave != nil: break
            default: stage = mine == nil ? .start(asking(book)) : .ready(try desk(book))
            }
            try await then(book)
        } catch let trouble as Trouble {
            if case .ready = stage { return }
            stage = .broken(trouble)
        } catch {
            stage = .broken(.fault)
        }
    }

    /// The app is on the screen: what waits is sent, and what is new is heard.
    public func came() {
        if case .ready(let desk) = stage { desk.sync.start() }
    }

    /// One synchronisation and fresh reminders; whether everything was said and heard.
    func inBackground() async -> Bool {
        var done = false
        await opening { book in
            guard try await book.me() != nil else { return }
            let end = try await book.sync(tries: .several)
            let at = phone.now()
            settings.change { $0.lastSync = at }
            done = end.how == .upToDate
            await remind()
            try await book.rest()
        }
        return done
    }

    /// The app left the screen: the next opening is to be fast, and the system is asked to wake us.
    public func left() async {
        if case .ready(let desk) = stage { desk.sync.rest() }
        phone.background.askAgain()
        await remind()
        try? await book?.rest()
    }

    /// Plans the reminders anew, from what the ledger says now.
    func remind() async {
        guard let book, settings.current.reminders else {
            await phone.notifier.replaceAll(with: [])
            return
        }
        var filter = HazardFilter()
        filter.today = phone.now()
        // Most overdue first: more than the first pages would not fit into the system's list.
        guard let first = try? await book.hazards(filter, after: nil) else { return }
        var lines = first.lines
        if let next = first.next, let second = try? await book.hazards(filter, after: next) {
            lines += second.lines
        }
        await phone.notifier.replaceAll(with: Reminders.plan(lines, now: filter.today))
    }

    /// The screen and the system may ask at once: a folder is opened by one of them.
    private func opened() async throws -> any Book {
        if let book { return book }
        let beginning = beginning ?? Task { [openBook, settings] in try await openBook(settings) }
        self.beginning = beginning
        defer { self.beginning = nil }
        let opened = try await beginning.value
        book = opened
        return opened
    }

    /// The centre does not take this phone at its word any more, for the reason it gave.
    func enrolAgain(_ why: Words) {
        guard let book else { return }
        if case .ready(let desk) = stage { desk.sync.stop() }
        stage = .start(asking(book, because: why) { [weak self] in await self?.restart() })
    }

    private func asking(
        _ book: any Book, because why: Words? = nil,
        leave: (@MainActor () async -> Void)? = nil
    ) -> StartModel {
        StartModel(book, phone, because: why, leave: leave) { [weak self] in
            await self?.restart()
            // Names, places and everyone's records come with the first synchronisation.
            self?.came()
        }
    }

    private func restart() async {
        stage = .opening
        await start()
    }

    private func desk(_ book: any Book) throws -> Desk {
        let drafts = try DraftStore(in: folder.appendingPathComponent("draft"))
        return Desk(
            book, phone, drafts, settings,
            remind: { [weak self] in await self?.remind() },
            enrolAgain: { [weak self] why in self?.enrolAgain(why) })
    }
}

/// The models of an enrolled phone. Screens that come and go get theirs here.
@MainActor
final class Desk {
    let list: ListModel
    let training: TrainingModel
    let sync: SyncModel
    let me: MeModel

    private let book: any Book
    private let phone: Phone
    private let drafts: DraftStore

    init(
        _ book: any Book, _ phone: Phone, _ drafts: DraftStore, _ settings: SettingsStore,
        remind: @escaping @MainActor () async -> Void,
        enrolAgain: @escaping @MainActor (Words) async -> Void
    ) {
        self.book = book
        self.phone = phone
        self.drafts = drafts
        list = ListModel(book, phone)
        training = TrainingModel(book, phone)
        sync = SyncModel(book, phone, settings, enrolAgain: enrolAgain)
        me = MeModel(book, phone, settings, remind: remind)
    }

    func hazard(_ id: String) -> HazardModel {
        HazardModel(id, book, phone)
    }

    func report() -> ReportModel {
        ReportModel(book, phone, drafts) { [list] in list.noteSaved() }
    }
}

/// Where a tap may lead.
enum Place: Hashable {
    case hazard(String)
    case report
    case sync
}
