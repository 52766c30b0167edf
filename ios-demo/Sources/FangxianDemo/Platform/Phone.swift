import Foundation

/// What the app needs of the phone it runs on, each part behind a protocol of its own, so that
/// models run wherever Swift does.
@MainActor
struct Phone {
    let camera: any Camera
    let locator: any Locator
    let microphone: any Microphone
    let scanner: any CodeScanner
    let notifier: any Notifier
    let background: any BackgroundWork
    var now: @Sendable () -> Date = { Date() }
}

#if canImport(UIKit)
    extension Phone {
        /// The phone in the hand.
        static func inTheHand() -> Phone {
            Phone(
                camera: LiveCamera(), locator: LiveLocator(), microphone: LiveMicrophone(),
                scanner: LiveScanner(), notifier: LiveNotifier(), background: LiveBackgroundWork())
        }
    }
#endif
