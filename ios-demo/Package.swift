// swift-tools-version:6.0
import PackageDescription

// The screens and their models. On Apple's systems `App/FangxianApp.xcodeproj` makes the app of
// them. On Linux the models are built and tested, and views are checked against the outline of
// SwiftUI in `StandIn`, which no app ever contains.
#if os(Linux)
    let outline: [Target] = [.target(name: "SwiftUI", path: "StandIn/SwiftUI")]
    let views: [Target.Dependency] = ["SwiftUI"]
#else
    let outline: [Target] = []
    let views: [Target.Dependency] = []
#endif

let package = Package(
    name: "FangxianDemo",
    platforms: [.iOS(.v17)],
    products: [.library(name: "FangxianDemo", targets: ["FangxianDemo"])],
    dependencies: [.package(path: "../bindings/swift")],
    targets: [
        .target(
            name: "FangxianDemo", dependencies: [.product(name: "Fangxian", package: "swift")] + views),
        .testTarget(name: "FangxianDemoTests", dependencies: ["FangxianDemo"]),
    ] + outline,
    swiftLanguageModes: [.v6]
)
