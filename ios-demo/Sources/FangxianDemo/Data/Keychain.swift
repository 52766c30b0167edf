import Fangxian
import Foundation

#if canImport(Security)
    import Security

    /// Keeps the key this phone signs with where no backup takes it to another phone. It can be
    /// read from the first unlock on, so that background work can sign while the phone is locked;
    /// the Secure Enclave has no Ed25519, hence a secret in the keychain and no key in hardware.
    final class Keychain: KeyStore {
        private let service: String

        init(service: String = "fangxian.demo") {
            self.service = service
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
