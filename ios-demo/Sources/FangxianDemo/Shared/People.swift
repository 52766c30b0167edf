import Foundation

/// Who this phone acts for.
struct Person: Sendable, Hashable, Identifiable {
    struct Post: Sendable, Hashable {
        let role: Words
        /// The largest unit first, as far as this phone knows.
        let place: String
    }

    let id: String
    let name: String
    let device: String
    let posts: [Post]
}

/// What this phone holds about its owner, in figures.
struct AboutMe: Sendable, Hashable {
    let person: Person
    let reported: Int
    let spoke: Int
    let attended: Int
}

/// What waits on this phone.
struct Waiting: Sendable, Hashable {
    let records: Int
    /// Changes that are only here, and changes sent and not answered.
    let onlyHere: Int
    let unanswered: Int
    let since: Date?

    /// Whole days the oldest has waited.
    func days(on now: Date) -> Int {
        since.map { max(0, Int(now.timeIntervalSince($0) / 86_400)) } ?? 0
    }
}

/// Something said here that the centre set aside.
struct SetAsideLine: Sendable, Hashable, Identifiable {
    let id: String
    let title: String
    let why: Words
    let at: Date
}
