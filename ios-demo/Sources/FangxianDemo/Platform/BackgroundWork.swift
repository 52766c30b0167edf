import Foundation

/// Asks the system to wake the app up, so that what waits is sent without anybody's doing.
@MainActor
protocol BackgroundWork {
    /// Says what to do when woken; it answers whether it was done. Before the app has finished starting.
    func register(_ work: @escaping @MainActor @Sendable () async -> Bool)
    /// Asks to be woken when there is a network.
    func askAgain()
}

/// The names that `Info.plist` permits.
enum BackgroundTask {
    /// Seconds, a few times a day: words.
    static let refresh = "fangxian.demo.refresh"
    /// Minutes, on power and Wi-Fi, as a rule at night: photos, and a new phone's history.
    static let upload = "fangxian.demo.upload"
}

#if canImport(BackgroundTasks) && canImport(UIKit)
    @preconcurrency import BackgroundTasks

    @MainActor
    final class LiveBackgroundWork: BackgroundWork {
        func register(_ work: @escaping @MainActor @Sendable () async -> Bool) {
            for name in [BackgroundTask.refresh, BackgroundTask.upload] {
                BGTaskScheduler.shared.register(forTaskWithIdentifier: name, using: .main) { task in
                    MainActor.assumeIsolated { self.run(task, work) }
                }
            }
        }

        func askAgain() {
            let refresh = BGAppRefreshTaskRequest(identifier: BackgroundTask.refresh)
            refresh.earliestBeginDate = Date(timeIntervalSinceNow: 30 * 60)
            let upload = BGProcessingTaskRequest(identifier: BackgroundTask.upload)
            upload.requiresNetworkConnectivity = true
            for request in [refresh, upload] as [BGTaskRequest] {
                // Refused in the simulator and when the person turned background work off.
                try? BGTaskScheduler.shared.submit(request)
            }
        }

        private func run(_ task: BGTask, _ work: @escaping @MainActor @Sendable () async -> Bool) {
            askAgain()
            let running = Task { task.setTaskCompleted(success: await work()) }
            // What was sent stays sent; the rest waits for the next time.
            task.expirationHandler = { @Sendable in running.cancel() }
        }
    }
#endif
