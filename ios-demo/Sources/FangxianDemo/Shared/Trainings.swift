import Foundation

/// A training session to open.
struct TrainingPlan: Sendable, Hashable {
    let topic: String
    let place: String
    let start: Date
    let end: Date
}

/// One line of the list of sessions.
struct TrainingLine: Sendable, Hashable, Identifiable {
    let id: String
    let title: String
    let place: String
    let start: Date
    let state: Words
    let people: Int
    let personMinutes: Int
    let whereabouts: Whereabouts
}

/// One session as it stands.
struct TrainingDetail: Sendable {
    let id: String
    let title: String
    let place: String
    let start: Date?
    let end: Date?
    let state: Words
    let attendees: [Attendee]
    let personMinutes: Int
    let notices: [Words]
    let papers: [Piece]
    let running: Bool
    let whereabouts: Whereabouts
    let seen: Seen
}

/// Someone at a session, or who may come to it.
struct Attendee: Sendable, Hashable, Identifiable {
    let id: String
    let name: String
    let came: Date?
    let left: Date?
    let minutes: Int
    let disputed: Bool
    let rejected: Bool
}

/// How a sign-in was taken.
enum SignInWay: Sendable, Hashable {
    case dynamicCode, roster
}
