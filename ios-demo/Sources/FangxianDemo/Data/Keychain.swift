import Fangxian
import Foundation

/// A name of its own for each installation. What is in the keychain outlives an app that is removed;
/// installed anew it must not sign with the old key under numbers the centre has seen.
enum Installation {
    static func name(in folder: URL) throws -> String {
        let file = folder.appendingPathComponent("installation")
        if let kept = try? String(contentsOf: file, encoding: .utf8), !kept.isEmpty { return kept }
        let name = UUID().uuidString
        try Data(name.utf8).write(to: file, options: .atomic)
        return name
    }
}

#if canImport(Security)
    import Security

    /// Keeps the key this phone signs with where no backup takes it to another phone. It can be
    /// read from the first unlock on, so that background work can sign while the phone is locked;
    /// the Secure Enclave has no Ed25519, hence a secret in the keychain and no key in hardware.
    final class Keychain: KeyStore {
        private let service: String

        init(of installation: String) {
            service = "fangxian.demo.\(installation)"
        }

        func load() throws -> Data? {
            var found: CFTypeRef?
            let asked = item.merging([kSecReturnData as String: true]) { $1 }
            switch SecItemCopyMatching(asked as CFDictionary, &found) {
            case errSecSuccess: return found as? Data
            case errSecItemNotFound: return nil
            case let status: throw HostError.Failed(reason: "keychain \(status)")
            }
        }

        func save(secret: Data) throws {
            let kept = item.merging([
                kSecValueData as String: secret,
                kSecAttrAccessible as String: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
            ]) { $1 }
            let status = SecItemAdd(kept as CFDictionary, nil)
            guard status == errSecSuccess else { throw HostError.Failed(reason: "keychain \(status)") }
        }

        private var item: [String: Any] {
            [kSecClass as String: kSecClassGenericPassword, kSecAttrService as String: service]
        }
    }
#endif
