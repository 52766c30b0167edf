// swift-tools-version:6.0
import Foundation
import PackageDescription

// On Apple platforms the engine is the XCFramework that `cargo xtask ios` makes. On Linux, where
// the tests run, it is the library in the folder this names.
let library = ProcessInfo.processInfo.environment["FANGXIAN_LIBRARY"] ?? "../../target/debug"

#if os(Linux)
    let engine: Target = .systemLibrary(name: "FangxianFFI")
    let linking: [LinkerSetting] = [
        .unsafeFlags(["-L\(library)", "-Xlinker", "-rpath", "-Xlinker", library]),
        .linkedLibrary("fangxian_bindings"),
    ]
#else
    let engine: Target = .binaryTarget(name: "FangxianFFI", path: "FangxianFFI.xcframework")
    let linking: [LinkerSetting] = [.linkedFramework("Security")]
#endif

// The code in the guides, while `cargo xtask bindings test swift` checks it.
let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let snippets = try? FileManager.default.contentsOfDirectory(
    atPath: folder.appendingPathComponent("Guide").path)
let guides: [Target] = (snippets ?? []).sorted().map { name in
    name == "Quickstart"
        ? .executableTarget(name: name, dependencies: ["Fangxian"], path: "Guide/\(name)")
        : .target(name: name, dependencies: ["Fangxian"], path: "Guide/\(name)")
}

let package = Package(
    name: "Fangxian",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Fangxian", targets: ["Fangxian"])],
    targets: [
        engine,
        .target(name: "Fangxian", dependencies: ["FangxianFFI"], linkerSettings: linking),
        .testTarget(name: "FangxianTests", dependencies: ["Fangxian"]),
    ] + guides,
    swiftLanguageModes: [.v6]
)
