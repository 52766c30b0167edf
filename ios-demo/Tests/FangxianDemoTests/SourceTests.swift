import Foundation
import Testing

@Suite("The laws of the app's code, read from its files")
struct SourceTests {
    @Test("only Data/ knows the skin; models know Foundation and Observation")
    func imports() throws {
        let system = [
            "AVFoundation", "BackgroundTasks", "CoreImage", "CoreLocation", "Network", "SwiftUI", "UIKit",
            "UserNotifications",
        ]
        for (path, text) in try Files.swift("Sources/FangxianDemo") {
            var depth = 0
            for line in withoutComments(text).map({ $0.trimmingCharacters(in: .whitespaces) }) {
                if line.hasPrefix("#if") { depth += 1 }
                if line.hasPrefix("#endif") { depth -= 1 }
                guard let module = line.firstMatch(of: /^(?:@\w+ )?import (\w+)/)?.output.1 else { continue }
                switch module {
                case "Foundation", "Observation": break
                case "Fangxian": #expect(path.hasPrefix("Data/"), "\(path) imports the skin")
                case "Security": #expect(path.hasPrefix("Data/") && depth > 0, "\(path): \(module)")
                default: #expect(system.contains(String(module)) && depth > 0, "\(path): \(module)")
                }
            }
        }
    }

    @Test("no text in the code that people would see: it is in the catalogue, or the ledger's")
    func hardCoded() throws {
        let shown =
            ["Text", "Label", "Button", "MainButton", "MinorButton", "IconButton", "Warning", "Note"]
            + [
                "Heading", "Fact", "Line", "Field", "Page", "Banner", "Chip", "Tag", "Busy", "Toggle",
                "TextField",
            ]
        let literal = try Regex("\\b(\(shown.joined(separator: "|")))\\(\\s*\"")
        for (path, text) in try Files.swift("Sources/FangxianDemo") + Files.swift("App") {
            // Both languages of the one fault that is the app's own.
            let mayBeChinese = path == "Shared/Words.swift"
            for (number, line) in withoutComments(text).enumerated() {
                #expect(!line.contains(literal), "\(path):\(number + 1)")
                let chinese = line.contains { $0 >= "\u{4E00}" && $0 <= "\u{9FFF}" }
                #expect(!chinese || mayBeChinese, "\(path):\(number + 1)")
            }
        }
    }

    @Test("every symbol that can be tapped or looked at has a name for whoever cannot see it")
    func accessibility() throws {
        for (path, text) in try Files.swift("Sources/FangxianDemo") {
            let code = withoutComments(text).joined(separator: "\n")
            for kind in ["Image(systemName", "AsyncImage(", "TextField("] {
                for found in code.ranges(of: kind) {
                    let before = code[..<found.lowerBound].last
                    guard before.map({ !$0.isLetter }) ?? true else { continue }
                    // The label stands on the view itself or on the button around it.
                    let nearby = code[found.lowerBound...].prefix(700)
                    #expect(nearby.contains(".accessibilityLabel("), "\(path): \(kind)")
                }
            }
        }
    }

    @Test("what can be touched is at least 48 points, the main button 56")
    func touch() throws {
        let look = try Files.text("Sources/FangxianDemo/Look/Look.swift")
        for (name, least) in [("mainHeight", 56), ("touch", 48)] {
            let found = look.firstMatch(of: try Regex("\(name) = (\\d+)"))
            let points = found?.output[1].substring.flatMap { Int($0) }
            #expect(try #require(points) >= least)
        }
        // Whoever makes a button of their own gives it a size, or takes one of ours.
        for (path, text) in try Files.swift("Sources/FangxianDemo") where !path.hasPrefix("Look/") {
            #expect(!text.contains("frame(minHeight: 1") && !text.contains(".controlSize(.mini"), "\(path)")
        }
    }

    @Test("a screen is one file: its model first, then its view")
    func screens() throws {
        for name in ["start", "list", "report", "hazard", "training", "sync", "me"] {
            let kind = name.prefix(1).uppercased() + name.dropFirst()
            let text = try Files.text("Sources/FangxianDemo/\(name)/\(kind)Screen.swift")
            let model = try #require(text.range(of: "final class \(kind)Model"), "\(name)")
            let view = try #require(text.range(of: "struct \(kind)Screen: View"), "\(name)")
            let border = try #require(text.range(of: "#if canImport(SwiftUI)"), "\(name)")
            #expect(model.upperBound < border.lowerBound && border.upperBound < view.lowerBound)
        }
    }

    @Test("no file is longer than 400 lines")
    func length() throws {
        for (path, text) in try Files.swift(".") {
            #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 401, "\(path)")
        }
    }

    @Test("the app calls no server: everything goes through the ledger")
    func network() throws {
        for (path, text) in try Files.swift("Sources/FangxianDemo") + Files.swift("App") {
            for caller in ["URLSession", "URLRequest", "NWConnection", "CFSocket", "WKWebView"] {
                #expect(!text.contains(caller), "\(path): \(caller)")
            }
        }
    }
}
