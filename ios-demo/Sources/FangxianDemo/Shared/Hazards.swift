import Foundation

/// How far a record has come: the cloud beside it.
enum Whereabouts: String, Sendable, Hashable, CaseIterable {
    case onlyHere, sent, accepted, setAside
}

/// Which hazards to list.
struct HazardFilter: Sendable, Hashable {
    enum Which: String, Sendable, Hashable, CaseIterable {
        case open, overdue, pending, mine, all
    }

    var which: Which = .open
    var text = ""
    var today = Date()
}

/// A page of the list.
struct HazardList: Sendable {
    let lines: [HazardLine]
    let next: String?
}

/// One line of the list.
struct HazardLine: Sendable, Hashable, Identifiable {
    let id: String
    let title: String
    let place: String
    let state: Words
    let flags: [Words]
    let due: Due
    let next: Words
    let whereabouts: Whereabouts
}

/// How near the day is by which it must be done.
enum Due: Sendable, Hashable {
    case overdue(days: Int)
    /// The day itself is `2026-11-20`, say; `days` is 0 on it.
    case within(days: Int, day: String)
    case open
    /// It is done with.
    case past
}

/// One hazard as it stands.
struct HazardDetail: Sendable {
    let id: String
    /// What people call it aloud, such as `YH-7K3F-12`.
    let label: String
    let title: String
    let description: String
    let place: String
    let village: String
    let state: Words
    let stage: Stage
    let flags: [Words]
    /// Why it is as it is, who must do what next and by when.
    let why: Words
    let next: Words
    let grade: Words
    let deadline: String?
    let deadlineWhy: Words?
    let notices: [Words]
    let contradictions: [Contradiction]
    let proposals: [Words]
    let evidence: [Piece]
    let story: [Step]
    let maybeSame: [SameCandidate]
    let whereabouts: Whereabouts
    let seen: Seen

    /// Which acts a person is offered. Whether one counts is the ledger's to say.
    enum Stage: Sendable, Hashable {
        case reported, underway, claimed, passed, ended
    }
}

/// A field with several values, side by side.
struct Contradiction: Sendable, Identifiable {
    struct Value: Sendable, Hashable {
        let text: String
        let by: String
        let at: Date?
    }

    /// The field's name.
    let id: String
    let values: [Value]
    let seen: Seen
}

/// A photo, voice note or paper.
struct Piece: Sendable, Hashable, Identifiable {
    enum Role: String, Sendable, Hashable {
        case before, after, paper, document, voice
    }

    let id: String
    let role: Role
    let by: String
    let at: Date?
    /// Where its bytes are; nothing while they are on another phone.
    let file: URL?
}

/// One step of what happened.
struct Step: Sendable, Hashable, Identifiable {
    let id: String
    let words: Words
    let by: String
    let at: Date
    let clockDoubtful: Bool
    let whereabouts: Whereabouts
}

/// A hazard that may be the same as the one on the screen.
struct SameCandidate: Sendable, Hashable, Identifiable {
    let id: String
    let title: String
}

/// A hazard that may be the same as the one about to be reported.
struct Lookalike: Sendable, Hashable, Identifiable {
    let id: String
    let title: String
    let place: String
    let state: Words
    let metres: Int?
}

/// Bytes to save, and what they show.
struct Attached: Sendable, Hashable {
    let bytes: Data
    let mime: String
    let role: Piece.Role
}

/// What someone may say or do about a hazard.
enum HazardAct: Sendable, Hashable {
    case observe(danger: Bool, note: String, photo: Attached?)
    case claim(measures: String)
    case addPiece(Attached)
    case describe(String)
    case accept
    case order(until: Date)
    case extend(until: Date, reason: String, interim: String)
    case reinspect(passed: Bool, opinion: String)
    case close
    case void(reason: String)
    case same(as: String, Bool)
}

/// A site to report at.
struct SiteLine: Sendable, Hashable, Identifiable, Codable {
    let id: String
    let name: String
    let place: String
}
