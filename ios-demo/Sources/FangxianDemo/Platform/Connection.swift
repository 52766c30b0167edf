import Foundation

/// Whether what is sent costs the person money.
protocol Connection: Sendable {
    var isUnmetered: Bool { get }
}

#if canImport(Network)
    import Network

    /// Wi-Fi or a cable, and nobody's hotspot. The monitor may be asked on any thread.
    final class LiveConnection: Connection, @unchecked Sendable {
        private let monitor = NWPathMonitor()

        init() {
            monitor.start(queue: DispatchQueue(label: "fangxian.connection"))
        }

        var isUnmetered: Bool {
            let path = monitor.currentPath
            return path.status == .satisfied && !path.isExpensive && !path.isConstrained
        }
    }
#endif
