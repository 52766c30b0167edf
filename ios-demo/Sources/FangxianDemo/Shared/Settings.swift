import Foundation

/// What a person decided about this phone, and when it last spoke with the centre.
struct Settings: Codable, Sendable, Hashable {
    var photosOnWiFiOnly = true
    var reminders = false
    var lastSync: Date?
}

/// The settings, in a small file: also read on the thread that synchronises.
final class SettingsStore: @unchecked Sendable {
    private let file: URL
    private let lock = NSLock()
    private var settings: Settings

    init(in folder: URL) {
        file = folder.appendingPathComponent("settings.json")
        let kept = try? JSONDecoder().decode(Settings.self, from: Data(contentsOf: file))
        settings = kept ?? Settings()
    }

    var current: Settings {
        lock.withLock { settings }
    }

    func change(_ change: (inout Settings) -> Void) {
        lock.withLock {
            change(&settings)
            try? JSONEncoder().encode(settings).write(to: file, options: .atomic)
        }
    }
}
