import FangxianDemo
import SwiftUI

/// The app: everything else is in the package beside it.
@main
struct FangxianDemoApp: App {
    @State private var demo: Demo

    init() {
        let demo = Demo.live()
        // The system wants to know before the app has finished starting.
        demo.registerBackgroundWork()
        _demo = State(initialValue: demo)
    }

    var body: some Scene {
        WindowGroup {
            RootScreen(demo)
        }
    }
}
