import Foundation
import Testing

@Suite("A library that is not of one build with the sources is refused before it does anything")
struct BuildsTests {
    @Test(
        "a library of another build is refused clearly",
        arguments: [
            ("contract", ["请从同一次构建里取", "contract version mismatch", "take both from one build"]),
            ("checksum", ["请从同一次构建里取", "API checksum mismatch", "take both from one build"]),
            ("version", ["请安装同一版本", "0.1.0 found the library of 9.9.9: install both"]),
        ])
    func otherBuild(differs: String, words: [String]) throws {
        let others = try #require(ProcessInfo.processInfo.environment["FANGXIAN_OTHER_BUILDS"])
        let library = "\(others)/\(differs)/libfangxian_bindings.so"
        let (ended, said) = try runQuickstart(
            "http://127.0.0.1:1/", "0000-0000-0000", environment: ["LD_PRELOAD": library])
        #expect(ended != 0)
        #expect(said.contains("Reopen"))
        for word in words { #expect(said.contains(word), "\(said)") }
    }
}
