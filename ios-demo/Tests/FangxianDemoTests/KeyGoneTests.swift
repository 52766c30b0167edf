import Fangxian
import Foundation
import Testing

@testable import FangxianDemo

@Suite("A phone that was set up from a backup has everything but the key")
@MainActor
struct KeyGoneTests {
    @Test("the first screen says why, and with a new code everything goes on")
    func keyGone() async throws {
        let (centre, folder) = (try Centre(), try emptyFolder("demo"))
        defer { centre.stop() }
        let old = try await LedgerBook.open(folder, keyStore: Keys())
        let lost = try await old.lost()
        #expect(lost == nil, "a new phone has lost nothing")
        _ = try await old.enrol(at: centre.url, code: centre.code("p-0001"))
        var draft = Draft()
        draft.title = "井盖不见了"
        _ = try await old.report(draft, with: [])
        try old.close()

        let new = try await LedgerBook.open(folder, keyStore: Keys())
        let nobody = try await new.me()
        #expect(nobody == nil)
        let model = StartModel(new, Phone.inTests) {}
        await model.appear()
        guard case .told(let words) = model.slip else { throw Wrong(model.slip as Any) }
        #expect(words.zh.contains("再登记"))
        (model.centre, model.code) = (centre.url.absoluteString, try centre.code("p-0001"))
        await model.enrol()
        #expect(model.enrolledAt != nil && model.slip == nil)
        let end = try await new.sync(tries: .several)
        #expect(end.how == .upToDate)
        try new.close()
    }
}

private final class Keys: KeyStore {
    private let secrets = Collected<Data>()

    func load() throws -> Data? {
        secrets.all.last
    }

    func save(secret: Data) throws {
        secrets.add(secret)
    }
}
