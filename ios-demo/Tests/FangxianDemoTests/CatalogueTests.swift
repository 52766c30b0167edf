import Foundation
import Testing

@testable import FangxianDemo

@Suite("The app's own strings: both languages, all used, none missing, the same as on Android")
struct CatalogueTests {
    let catalogue: Catalogue
    let calls: [Call]

    /// One `say("key", …)` in the code.
    struct Call {
        let key: String
        let arguments: Int
        let place: String
    }

    init() throws {
        catalogue = try Catalogue("App/FangxianApp/Localizable.xcstrings")
        calls = try Files.swift("Sources").flatMap { path, text in Self.calls(in: text, path) }
    }

    @Test("every key says something in both languages, with the same places")
    func bothLanguages() {
        #expect(catalogue.strings.count > 150)
        for (key, said) in catalogue.strings {
            let texts = Catalogue.languages.map { said[$0] ?? "" }
            #expect(!texts.contains(""), "\(key)")
            #expect(Catalogue.places(texts[0]) == Catalogue.places(texts[1]), "\(key)")
            guard texts[0] != texts[1] else { continue }
            #expect(texts[0].contains { $0 > "\u{2E7F}" }, "\(key) says nothing in Chinese")
            #expect(!texts[1].contains { $0 > "\u{2E7F}" }, "\(key) is Chinese in English")
        }
    }

    @Test("every key used is there with as many places as it is given, and every key there is used")
    func used() {
        #expect(calls.count > 200)
        for call in calls {
            guard let said = catalogue.strings[call.key] else {
                Issue.record("\(call.place): \(call.key) is not in the catalogue")
                continue
            }
            let places = Set(Catalogue.places(said["zh-Hans"] ?? "").map { $0.prefix(1) })
            #expect(places.count == call.arguments, "\(call.place): \(call.key)")
        }
        let unused = Set(catalogue.strings.keys).subtracting(calls.map(\.key))
        #expect(unused.isEmpty, "\(unused.sorted())")
    }

    @Test("what both apps say, both say in the same words")
    func sameAsAndroid() throws {
        let resources = root.appendingPathComponent("android-demo/app/src/main/res")
        for (folder, language) in [("values", "zh-Hans"), ("values-en", "en")] {
            let file = resources.appendingPathComponent("\(folder)/strings.xml")
            // The other app may not be in this checkout.
            guard let bytes = try? Data(contentsOf: file) else { continue }
            let android = Self.android(String(decoding: bytes, as: UTF8.self))
            try #require(android.count > 100)
            for (key, said) in catalogue.strings where !key.hasPrefix("ios_") {
                #expect(android[key] == said[language], "\(key) in \(language)")
            }
            let permissions = try Catalogue("App/FangxianApp/InfoPlist.xcstrings").strings
            let why = "permission_location_why"
            #expect(permissions["NSLocationWhenInUseUsageDescription"]?[language] == android[why])
            #expect(permissions["CFBundleDisplayName"]?[language] == android["app_name"])
        }
    }

    /// Android's strings, with its places written as ours.
    static func android(_ xml: String) -> [String: String] {
        let found = xml.matches(of: /<string name="([a-z0-9_]+)">([^<]*)<\/string>/)
        return found.reduce(into: [:]) { strings, one in
            let text = String(one.output.2).replacing(/%(\d)\$d/) { "%\($0.output.1)$lld" }
                .replacing(/%(\d)\$s/) { "%\($0.output.1)$@" }
            let escapes = [("\\'", "'"), ("\\\"", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")]
            strings[String(one.output.1)] = escapes.reduce(text) {
                $0.replacingOccurrences(of: $1.0, with: $1.1)
            }
        }
    }

    /// The calls in a text: keys, and how many arguments follow each.
    static func calls(in text: String, _ path: String) -> [Call] {
        let code = withoutComments(text).joined(separator: "\n")
        return code.matches(of: /\bsay\(\s*"([a-z0-9_]+)"/).map { call in
            let number = code[..<call.range.lowerBound].filter { $0 == "\n" }.count + 1
            return Call(
                key: String(call.output.1), arguments: arguments(code[call.range.upperBound...]),
                place: "\(path):\(number)")
        }
    }

    /// The commas of the outermost level up to the closing parenthesis.
    private static func arguments(_ rest: Substring) -> Int {
        var (depth, commas) = (0, 0)
        for letter in rest {
            switch letter {
            case "(", "[", "{": depth += 1
            case ")" where depth == 0: return commas
            case ")", "]", "}": depth -= 1
            case "," where depth == 0: commas += 1
            default: break
            }
        }
        return commas
    }
}
