import Foundation

/// Runs what a person asked for; what goes wrong is told and loses nothing.
@MainActor
func tell(_ trouble: (Trouble?) -> Void, _ work: () async throws -> Void) async {
    do {
        trouble(nil)
        try await work()
    } catch let told as Trouble {
        trouble(told)
    } catch is CancellationError {
        return
    } catch {
        trouble(.fault)
    }
}
