import Foundation
import Testing

@testable import FangxianDemo

@Suite("Project file, permissions, privacy manifest and colours")
struct ProjectTests {
    @Test("every permission asked for is used and explained in both languages, and no other is used")
    func permissions() throws {
        let uses = [
            "NSCameraUsageDescription": ["UIImagePickerController", "AVCaptureDevice"],
            "NSLocationWhenInUseUsageDescription": ["CLLocationManager"],
            "NSMicrophoneUsageDescription": ["AVAudioRecorder"],
        ]
        let asked = try Files.properties("App/Info.plist").filter { $0.key.hasSuffix("UsageDescription") }
        #expect(Set(asked.keys) == Set(uses.keys))
        let said = try Catalogue("App/FangxianApp/InfoPlist.xcstrings").strings
        let code = try Files.swift("Sources").map(\.text).joined()
        for (permission, types) in uses {
            for type in types { #expect(code.contains(type), "\(permission): nothing uses \(type)") }
            for language in Catalogue.languages {
                #expect(said[permission]?[language]?.isEmpty == false, "\(permission) in \(language)")
            }
            #expect(asked[permission] as? String == said[permission]?["zh-Hans"])
        }
        // Types that would need a permission the app does not ask for.
        for type in [
            "PHPhotoLibrary", "CNContactStore", "CMMotion", "EKEventStore", "ATTracking", "requestAlways",
        ] {
            #expect(!code.contains(type), "\(type)")
        }
    }

    @Test("background work is asked for under the names the system permits")
    func background() throws {
        let info = try Files.properties("App/Info.plist")
        let names = info["BGTaskSchedulerPermittedIdentifiers"] as? [String]
        #expect(names == [BackgroundTask.refresh, BackgroundTask.upload])
        #expect(info["UIBackgroundModes"] as? [String] == ["fetch", "processing"])
        let types = info["CFBundleURLTypes"] as? [[String: Any]]
        let schemes = types?.first?["CFBundleURLSchemes"] as? [String]
        let link = Code.site("a").link
        #expect(schemes?.contains { link.hasPrefix("\($0)://") } == true)
    }

    @Test("files are readable from the first unlock on, in the project and in the code")
    func protection() throws {
        let rights = try Files.properties("App/FangxianApp.entitlements")
        let kind = rights["com.apple.developer.default-data-protection"] as? String
        #expect(kind == "NSFileProtectionCompleteUntilFirstUserAuthentication")
        let live = try Files.text("Sources/FangxianDemo/Data/Live.swift")
        #expect(live.contains("FileProtectionType.completeUntilFirstUserAuthentication"))
        #expect(live.contains("isExcludedFromBackup = true"))
        let key = try Files.text("Sources/FangxianDemo/Data/Keychain.swift")
        #expect(key.contains("kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly"))
    }

    @Test("the privacy manifest says what goes to the centre and that nobody is tracked")
    func privacy() throws {
        let manifest = try Files.properties("App/FangxianApp/PrivacyInfo.xcprivacy")
        #expect(manifest["NSPrivacyTracking"] as? Bool == false)
        #expect((manifest["NSPrivacyTrackingDomains"] as? [String]) == [])
        let collected = try #require(manifest["NSPrivacyCollectedDataTypes"] as? [[String: Any]])
        let kinds = collected.compactMap { $0["NSPrivacyCollectedDataType"] as? String }
        let sent = ["UserID", "OtherUserContent", "PhotosorVideos", "AudioData", "PreciseLocation"]
        #expect(Set(kinds) == Set(sent.map { "NSPrivacyCollectedDataType\($0)" }))
        #expect(collected.allSatisfy { $0["NSPrivacyCollectedDataTypeTracking"] as? Bool == false })
        let code = try Files.swift("Sources").map(\.text).joined()
        #expect(!code.contains("UserDefaults"), "it would have to be declared")
    }

    @Test("the project names what is there: the folder, the package and its product")
    func project() throws {
        let project = try Files.properties("App/FangxianApp.xcodeproj/project.pbxproj")
        #expect(project["objectVersion"] as? String == "77")
        let objects = try #require(project["objects"] as? [String: [String: Any]])
        func all(_ kind: String) -> [[String: Any]] {
            objects.values.filter { $0["isa"] as? String == kind }
        }
        #expect(objects[try #require(project["rootObject"] as? String)]?["isa"] as? String == "PBXProject")
        // Nothing is named that is not there, and nothing is there that nothing names.
        let text = try Files.text("App/FangxianApp.xcodeproj/project.pbxproj")
        for id in text.matches(of: /FA[0-9A-F]{22}/).map({ String($0.output) }) {
            #expect(objects[id] != nil, "\(id)")
        }
        for id in objects.keys {
            #expect(text.ranges(of: id).count >= 2, "\(id)")
        }
        let folder = try #require(all("PBXFileSystemSynchronizedRootGroup").first?["path"] as? String)
        #expect(try Files.swift("App/\(folder)").contains { $0.text.contains("@main") })
        for file in all("PBXFileReference") where file["sourceTree"] as? String == "<group>" {
            let path = try #require(file["path"] as? String)
            #expect(
                FileManager.default.fileExists(atPath: Files.demo.appendingPathComponent("App/\(path)").path))
        }
        #expect(all("XCLocalSwiftPackageReference").first?["relativePath"] as? String == "..")
        let product = all("XCSwiftPackageProductDependency").first?["productName"] as? String
        let package = try Files.text("Package.swift")
        #expect(package.contains(".library(name: \"\(try #require(product))\""))
        for settings in all("XCBuildConfiguration").compactMap({ $0["buildSettings"] as? [String: String] }) {
            for (name, path) in settings where name == "INFOPLIST_FILE" || name == "CODE_SIGN_ENTITLEMENTS" {
                #expect(
                    FileManager.default.fileExists(
                        atPath: Files.demo.appendingPathComponent("App/\(path)").path))
            }
        }
        #expect(package.contains(".iOS(.v17)") && text.contains("IPHONEOS_DEPLOYMENT_TARGET = 17.0"))
    }

    @Test("colours can be read in full sun, light and dark: 7 to 1 at least")
    func contrast() throws {
        for (name, against) in [
            ("Danger", [1.0, 0.0]), ("AccentColor", [1.0, 0.0]), ("Main", [1.0, 1.0]),
        ] {
            let set = try Files.json("App/FangxianApp/Assets.xcassets/\(name).colorset/Contents.json")
            let colours = try #require(set["colors"] as? [[String: Any]])
            try #require(colours.count == 2)
            for (colour, other) in zip(colours, against) {
                let parts = (colour["color"] as? [String: Any])?["components"] as? [String: String]
                let rgb = ["red", "green", "blue"].compactMap { parts?[$0].flatMap(Double.init) }
                try #require(rgb.count == 3)
                #expect(ratio(luminance(rgb), luminance([other, other, other])) >= 7, "\(name)")
            }
        }
    }

    @Test("the icon is there, in the size the catalogue says")
    func icon() throws {
        let folder = "App/FangxianApp/Assets.xcassets/AppIcon.appiconset"
        let images = try Files.json("\(folder)/Contents.json")["images"] as? [[String: String]]
        let image = try #require(images?.first)
        let bytes = try Data(
            contentsOf: Files.demo.appendingPathComponent("\(folder)/\(image["filename"] ?? "")"))
        #expect(bytes.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
        // Width and height stand at the same place in every PNG, the largest byte first.
        let sides = [16, 20].map { at in bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        #expect(sides == [1024, 1024] && image["size"] == "1024x1024")
    }

    private func luminance(_ rgb: [Double]) -> Double {
        let linear = rgb.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return zip(linear, [0.2126, 0.7152, 0.0722]).map { $0 * $1 }.reduce(0, +)
    }

    private func ratio(_ one: Double, _ other: Double) -> Double {
        (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }
}
