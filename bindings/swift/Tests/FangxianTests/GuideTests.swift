import Foundation
import Testing

@Suite("The code in the README and the embedding guide, as it stands")
struct GuideTests {
    @Test("the quickstart runs as it stands")
    func quickstart() throws {
        let centre = try shared.get()
        let (ended, said) = try runQuickstart(centre.url.absoluteString, centre.code("p-0001"))
        #expect(ended == 0)
        #expect(said.contains("1 配电房渗水 已上报"))
    }
}

/// Runs the README's quickstart in a process of its own, as a host would: how it ended, and what it
/// said.
func runQuickstart(
    _ words: String..., environment: [String: String] = [:]
) throws -> (ended: Int32, said: String) {
    let program = Process()
    // Built beside the tests.
    program.executableURL = Bundle.main.bundleURL.appendingPathComponent("Quickstart")
    program.currentDirectoryURL = try emptyFolder("quickstart")
    program.arguments = words
    program.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    program.standardOutput = output
    program.standardError = output
    try program.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    program.waitUntilExit()
    return (program.terminationStatus, said)
}
