// swift-tools-version:6.0
import Foundation
import PackageDescription

// The screens and their models. On Apple's systems `App/FangxianApp.xcodeproj` makes the app of
// them. On Linux the models are built and tested; views are left out there, unless they are to be
// checked against the outline of SwiftUI in `StandIn`, which no app ever contains.
var parts: [Target.Dependency] = [.product(name: "Fangxian", package: "swift")]
var outline: [Target] = []
#if os(Linux)
    if ProcessInfo.processInfo.environment["FANGXIAN_STAND_IN"] != nil {
        outline = [.target(name: "SwiftUI", path: "StandIn/SwiftUI")]
        parts.append("SwiftUI")
    }
#endif

let package = Package(
    name: "FangxianDemo",
    platforms: [.iOS(.v17)],
    products: [.library(name: "FangxianDemo", targets: ["FangxianDemo"])],
    dependencies: [.package(path: "../bindings/swift")],
    targets: [
        .target(name: "FangxianDemo", dependencies: parts),
        .testTarget(name: "FangxianDemoTests", dependencies: ["FangxianDemo"]),
    ] + outline,
    swiftLanguageModes: [.v6]
)
