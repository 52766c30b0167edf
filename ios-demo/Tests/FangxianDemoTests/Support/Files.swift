import Foundation
import Testing

/// The app's own files, read as text: what no compiler on this machine looks at.
enum Files {
    static let demo = root.appendingPathComponent("ios-demo")

    /// Every Swift file below a folder of the app: its path from there, and its text.
    static func swift(_ folder: String) throws -> [(path: String, text: String)] {
        let start = demo.appendingPathComponent(folder)
        let all = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String } ?? []
        let paths = all.filter { $0.hasSuffix(".swift") }.sorted()
        try #require(!paths.isEmpty, "no Swift in \(folder)")
        return try paths.map {
            ($0, try String(contentsOf: start.appendingPathComponent($0), encoding: .utf8))
        }
    }

    /// A property list, whatever its form.
    static func properties(_ path: String) throws -> [String: Any] {
        let bytes = try Data(contentsOf: demo.appendingPathComponent(path))
        let read = try PropertyListSerialization.propertyList(from: bytes, format: nil)
        return try #require(read as? [String: Any], "\(path)")
    }

    static func json(_ path: String) throws -> [String: Any] {
        let bytes = try Data(contentsOf: demo.appendingPathComponent(path))
        return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any], "\(path)")
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: demo.appendingPathComponent(path), encoding: .utf8)
    }
}

/// A string catalogue: what each key says in each language.
struct Catalogue {
    static let languages = ["zh-Hans", "en"]

    let strings: [String: [String: String]]

    init(_ path: String) throws {
        let read = try Files.json(path)
        let keys = try #require(read["strings"] as? [String: [String: Any]])
        strings = keys.mapValues { key in
            let said = key["localizations"] as? [String: [String: [String: String]]] ?? [:]
            return said.compactMapValues { $0["stringUnit"]?["value"] }
        }
        try #require(read["sourceLanguage"] as? String == "zh-Hans")
    }

    /// The places a pattern has, such as `1lld` and `2@`, in order.
    static func places(_ pattern: String) -> [String] {
        pattern.matches(of: /%(\d)\$(lld|@)/).map { "\($0.output.1)\($0.output.2)" }.sorted()
    }
}

/// Code without its comments, line by line.
func withoutComments(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.trimmingCharacters(in: .whitespaces).hasPrefix("//") ? "" : String(line)
    }
}
