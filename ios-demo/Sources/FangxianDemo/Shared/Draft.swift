import Foundation

/// A report that is being written. Nothing in it is needed but a photo or a title.
struct Draft: Codable, Sendable, Hashable {
    var title = ""
    var description = ""
    var sector = ""
    var place = ""
    var site: SiteLine?
    var fix: Fix?
    var suspectMajor = false
    /// Files of the draft's folder, in the order they were taken.
    var photos: [String] = []
    var voice: Voice?

    struct Voice: Codable, Sendable, Hashable {
        let file: String
        let seconds: Int
    }

    var isEmpty: Bool { self == Draft() }

    /// Whether it can be saved as it is.
    var suffices: Bool {
        !photos.isEmpty || !title.trimmingCharacters(in: .whitespaces).isEmpty
    }
}

/// The one draft of this phone, on disk after every keystroke: whatever kills the app, it is there
/// again. The pieces lie beside it as files of their own, so that a keystroke writes little.
struct DraftStore: Sendable {
    private let folder: URL

    init(in folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// What was being written; nothing when nothing was, or when it cannot be read.
    func load() -> Draft? {
        guard let bytes = try? Data(contentsOf: page) else { return nil }
        return try? JSONDecoder().decode(Draft.self, from: bytes)
    }

    /// Replaces the page in one step: a kill leaves the old one or the new one, never half.
    func keep(_ draft: Draft) throws {
        try JSONEncoder().encode(draft).write(to: page, options: .atomic)
    }

    /// Keeps a piece; its name.
    func add(_ bytes: Data, ending: String) throws -> String {
        let name = "\(UUID().uuidString).\(ending)"
        try bytes.write(to: file(name), options: .atomic)
        return name
    }

    func file(_ name: String) -> URL {
        folder.appendingPathComponent(name)
    }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: file(name))
    }

    func remove(_ name: String) {
        try? FileManager.default.removeItem(at: file(name))
    }

    /// Forgets the draft: it was saved in the ledger, or thrown away. The page goes first, so that
    /// no page ever names a piece that is gone.
    func clear() {
        try? FileManager.default.removeItem(at: page)
        let left = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        left?.filter { $0 != Self.site }.forEach(remove)
    }

    /// The site of the last report: most reports of a day are made at one place.
    var lastSite: SiteLine? {
        get {
            let bytes = try? Data(contentsOf: file(Self.site))
            return bytes.flatMap { try? JSONDecoder().decode(SiteLine.self, from: $0) }
        }
        nonmutating set {
            guard let newValue, let bytes = try? JSONEncoder().encode(newValue) else { return }
            try? bytes.write(to: file(Self.site), options: .atomic)
        }
    }

    private var page: URL { file("draft.json") }
    private static let site = "last-site.json"
}
