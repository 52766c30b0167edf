import Foundation

/// Training: open a session, sign people in and out, examine, archive.
extension Ledger {
    /// Opens a training session (开设培训).
    public func openTraining(_ draft: TrainingDraft) async throws -> Saved {
        try await act { try $0.openTraining(draft: draft) }
    }

    /// Signs someone in (签到). However many phones scan a person, they count once.
    public func signIn(
        _ session: RecordId, attendee: PersonId, method: SignMethod, at: Date
    ) async throws -> Saved {
        try await act {
            try $0.signIn(session: session, attendee: attendee, method: method, at: at)
        }
    }

    /// Signs several people in at once, as one saved change (批量签到).
    public func signInAll(
        _ session: RecordId, attendees: [PersonId], method: SignMethod, at: Date
    ) async throws -> Saved {
        try await act {
            try $0.signInAll(session: session, attendees: attendees, method: method, at: at)
        }
    }

    /// Signs out what a sign-in began (签退).
    public func signOut(_ session: RecordId, signIns: [FactId], at: Date) async throws -> Saved {
        try await act { try $0.signOut(session: session, signIns: signIns, at: at) }
    }

    /// Notes an exam attempt (考试), of 100 points. All attempts are kept.
    public func examine(
        _ session: RecordId, attendee: PersonId, paper: String, score: Int64, passed: Bool
    ) async throws -> Saved {
        try await act {
            try $0.examine(session: session, attendee: attendee, paper: paper, score: score, passed: passed)
        }
    }

    /// Says an attendance was signed by someone else (质疑代签).
    public func disputeAttendance(
        _ session: RecordId, attendee: PersonId, reason: String
    ) async throws -> Saved {
        try await act {
            try $0.disputeAttendance(session: session, attendee: attendee, reason: reason)
        }
    }

    /// Decides a disputed attendance (认定签到).
    public func decideAttendance(
        _ session: RecordId, shown: Version, attendee: PersonId, valid: Bool
    ) async throws -> Saved {
        try await act {
            try $0.decideAttendance(session: session, shown: shown, attendee: attendee, valid: valid)
        }
    }

    /// Notes a headcount beside the count of sign-ins (申报人数): `counted` or `estimated`.
    public func declareHeadcount(
        _ session: RecordId, count: Int64, method: String = "counted"
    ) async throws -> Saved {
        try await act { try $0.declareHeadcount(session: session, count: count, method: method) }
    }

    /// Archives a session (归档).
    public func archiveTraining(_ session: RecordId, shown: Version) async throws -> Saved {
        try await act { try $0.archiveTraining(session: session, shown: shown) }
    }

    /// Says the session was entered by mistake (作废).
    public func voidTraining(
        _ session: RecordId, shown: Version, reason: String
    ) async throws -> Saved {
        try await act { try $0.voidTraining(session: session, shown: shown, reason: reason) }
    }
}
