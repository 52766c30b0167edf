import Foundation
import Testing

@Suite("The code in the README and the embedding guide, as it stands")
struct GuideTests {
    @Test("the quickstart runs as it stands")
    func quickstart() throws {
        let centre = try shared.get()
        let program = Process()
        // Built beside the tests.
        program.executableURL = Bundle.main.bundleURL.appendingPathComponent("Quickstart")
        program.currentDirectoryURL = try emptyFolder("quickstart")
        program.arguments = [centre.url.absoluteString, try centre.code("p-0001")]
        let output = Pipe()
        program.standardOutput = output
        try program.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        program.waitUntilExit()
        #expect(program.terminationStatus == 0)
        #expect(said.contains("1 配电房渗水 已上报"))
    }
}
