import Foundation

/// A place on the map and how sure the phone is of it.
struct Fix: Codable, Sendable, Hashable {
    let latitude: Double
    let longitude: Double
    let metres: Double
}

/// Says where the phone is, once, when a person asks for it.
@MainActor
protocol Locator {
    /// Nothing when it cannot be found or may not be asked.
    func locate() async -> Fix?
}

#if canImport(CoreLocation) && canImport(UIKit)
    @preconcurrency import CoreLocation

    /// One request, no tracking: permission is asked for while the app is used, and the manager stops
    /// by itself after one answer.
    @MainActor
    final class LiveLocator: NSObject, Locator {
        private let manager = CLLocationManager()
        private var answer: CheckedContinuation<Fix?, Never>?

        func locate() async -> Fix? {
            guard answer == nil else { return nil }
            manager.delegate = self
            manager.desiredAccuracy = kCLLocationAccuracyNearestTenMeters
            return await withCheckedContinuation { continuation in
                answer = continuation
                if manager.authorizationStatus == .notDetermined {
                    manager.requestWhenInUseAuthorization()
                } else {
                    manager.requestLocation()
                }
            }
        }

        private func end(_ fix: Fix?) {
            answer?.resume(returning: fix)
            answer = nil
        }
    }

    extension LiveLocator: @preconcurrency CLLocationManagerDelegate {
        func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
            guard answer != nil else { return }
            switch manager.authorizationStatus {
            case .notDetermined: break
            case .authorizedAlways, .authorizedWhenInUse: manager.requestLocation()
            default: end(nil)
            }
        }

        func locationManager(
            _ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]
        ) {
            end(
                locations.last.map {
                    Fix(
                        latitude: $0.coordinate.latitude, longitude: $0.coordinate.longitude,
                        metres: max(0, $0.horizontalAccuracy))
                })
        }

        func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
            end(nil)
        }
    }
#endif
