import Fangxian
import Foundation

#if canImport(UIKit)
    extension Demo {
        /// The app on a phone: one folder that no backup takes along, the key in the keychain.
        public static func live() -> Demo {
            let folder = URL.applicationSupportDirectory.appending(path: "fangxian")
            return Demo(.inTheHand(), folder: folder) { settings in
                try Demo.prepare(folder)
                return try await LedgerBook.open(
                    folder.appending(path: "ledger"),
                    keyStore: Keychain(of: try Installation.name(in: folder)),
                    network: NetworkRule(settings, LiveConnection()))
            }
        }

        /// Readable from the first unlock after a start on, and not only while the phone is unlocked:
        /// background work must read and write the ledger while it lies locked in a pocket. Before
        /// the first unlock it cannot be read, and the ledger says so.
        nonisolated private static func prepare(_ folder: URL) throws {
            let files = FileManager.default
            let protection = FileProtectionType.completeUntilFirstUserAuthentication
            try files.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.protectionKey: protection])
            try files.setAttributes([.protectionKey: protection], ofItemAtPath: folder.path)
            // A phone restored from a backup would sign under numbers it has used.
            var kept = URLResourceValues()
            kept.isExcludedFromBackup = true
            var folder = folder
            try folder.setResourceValues(kept)
        }
    }
#endif
