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
    /// What the file says, once it could be read: before the phone is first unlocked it cannot.
    private var known: Settings?

    init(in folder: URL) {
        file = folder.appendingPathComponent("settings.json")
    }

    var current: Settings {
        lock.withLock { read() }
    }

    func change(_ change: (inout Settings) -> Void) {
        lock.withLock {
            var settings = read()
            change(&settings)
            // What cannot be written is not remembered either, or it would hide what the file says.
            let bytes = try? JSONEncoder().encode(settings)
            guard let bytes, (try? bytes.write(to: file, options: .atomic)) != nil else { return }
            known = settings
        }
    }

    private func read() -> Settings {
        if let known { return known }
        guard let bytes = try? Data(contentsOf: file) else { return Settings() }
        known = (try? JSONDecoder().decode(Settings.self, from: bytes)) ?? Settings()
        return known ?? Settings()
    }
}
