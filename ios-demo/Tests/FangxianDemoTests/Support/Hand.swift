import Foundation
import Testing

@testable import FangxianDemo

/// A phone in a test's hand: the ledger, its folder and the centre are real; what only a phone has
/// (camera, location, microphone, reminders, being woken) does what the test says.
@MainActor
final class Hand {
    let camera = FakeCamera()
    let locator = FakeLocator()
    let microphone = FakeMicrophone()
    let scanner = FakeScanner()
    let notifier = FakeNotifier()
    let background = FakeBackground()
    let connection = FakeConnection()
    let folder: URL
    let clock = FakeClock()
    private(set) var demo: Demo
    private let opened = Collected<LedgerBook>()

    init() throws {
        folder = try emptyFolder("demo")
        demo = Demo(Phone.inTests, folder: folder) { _ in throw Trouble.fault }
        demo = fresh()
    }

    /// The app begins anew on the same folder, as after a kill.
    func restart() async throws -> Desk {
        // A kill would leave the folder; in one process it must be given up first.
        try opened.all.last?.close()
        demo = fresh()
        await demo.start()
        return try desk
    }

    /// A phone enrolled for `person`, the way a person does it: the code is scanned.
    static func of(_ person: String, at centre: Centre) async throws -> Hand {
        let hand = try Hand()
        await hand.demo.start()
        guard case .start(let model) = hand.demo.stage else { throw Wrong(hand.demo.stage) }
        hand.scanner.sees = Code.enrol(centre: centre.url, code: try centre.code(person)).link
        await model.scan()
        try await hand.desk.sync.ended()
        return hand
    }

    var desk: Desk {
        get throws {
            guard case .ready(let desk) = demo.stage else { throw Wrong(demo.stage) }
            return desk
        }
    }

    /// Reports with a title, and the place where the phone is if it knows, through the screen's model.
    func report(_ title: String, at place: String = "") async throws -> String {
        let model = try desk.report()
        model.draft.title = title
        model.draft.place = place
        if locator.fix != nil { await model.locate() }
        return try await save(model)
    }

    /// Saves what is written, whatever it looks like; its id.
    func save(_ model: ReportModel) async throws -> String {
        await model.save()
        if !model.lookalikes.isEmpty { await model.saveAnyway() }
        return try #require(model.saved).id
    }

    func hazard(_ id: String) async throws -> HazardModel {
        let model = try desk.hazard(id)
        await model.load()
        return model
    }

    func sync() async throws {
        let model = try desk.sync
        await model.now()
        #expect(model.trouble == nil)
        #expect(model.last?.how == .upToDate)
    }

    private func fresh() -> Demo {
        let connection = connection
        let folder = folder
        let phone = Phone(
            camera: camera, locator: locator, microphone: microphone, scanner: scanner,
            notifier: notifier, background: background, now: { [clock] in clock.now })
        return Demo(phone, folder: folder) { [opened] settings in
            let book = try await LedgerBook.open(
                folder.appendingPathComponent("ledger"), network: NetworkRule(settings, connection))
            opened.add(book)
            return book
        }
    }
}

/// Something else than what was promised.
struct Wrong: Error, CustomStringConvertible {
    let description: String

    init(_ found: Any) {
        description = "\(found)"
    }
}

extension Phone {
    static var inTests: Phone {
        Phone(
            camera: FakeCamera(), locator: FakeLocator(), microphone: FakeMicrophone(),
            scanner: FakeScanner(), notifier: FakeNotifier(), background: FakeBackground())
    }
}

@MainActor
final class FakeCamera: Camera {
    var sees: Data? = Data([255, 216, 255, 7])
    var isBroken = false

    func takePhoto() async throws -> Data? {
        if isBroken { throw Wrong("no camera") }
        return sees
    }
}

@MainActor
final class FakeLocator: Locator {
    var fix: Fix?

    func locate() async -> Fix? { fix }
}

@MainActor
final class FakeMicrophone: Microphone {
    var isAllowed = true
    var hears: Recording?
    private(set) var played: [URL] = []

    func start() async -> Bool { isAllowed }
    func stop() async -> Recording? { hears }
    func play(_ file: URL) { played.append(file) }
}

@MainActor
final class FakeScanner: CodeScanner {
    var sees: String?

    func scan() async -> String? { sees }
}

@MainActor
final class FakeNotifier: Notifier {
    var isAllowed = true
    private(set) var planned: [Reminder] = []

    func mayRemind() async -> Bool { isAllowed }
    func replaceAll(with reminders: [Reminder]) async { planned = reminders }
}

@MainActor
final class FakeBackground: BackgroundWork {
    private(set) var work: (@MainActor @Sendable () async -> Bool)?
    private(set) var asked = 0

    func register(_ work: @escaping @MainActor @Sendable () async -> Bool) { self.work = work }
    func askAgain() { asked += 1 }
}

final class FakeConnection: Connection, @unchecked Sendable {
    private let lock = NSLock()
    private var unmetered = true

    var isUnmetered: Bool {
        get { lock.withLock { unmetered } }
        set { lock.withLock { unmetered = newValue } }
    }
}

/// A clock that runs ahead as far as a test says.
final class FakeClock: @unchecked Sendable {
    private let lock = NSLock()
    private var ahead: TimeInterval = 0

    var now: Date { lock.withLock { Date().addingTimeInterval(ahead) } }

    func pass(_ seconds: TimeInterval) {
        lock.withLock { ahead += seconds }
    }
}
