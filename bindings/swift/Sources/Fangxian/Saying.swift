import Foundation

/// Saying any act of any kind of record. `shown` is the version of the view that was on the screen:
/// an act that decides covers that and nothing that arrived since, and is not taken without it.
extension Ledger {
    /// Says something of a hazard.
    public func say(
        _ record: RecordId, shown: Version?, _ said: HazardAct
    ) async throws -> Saved {
        try await say(record, shown: shown, .hazard(act: said))
    }

    /// Says something of a training session.
    public func say(
        _ record: RecordId, shown: Version?, _ said: TrainingAct
    ) async throws -> Saved {
        try await say(record, shown: shown, .training(act: said))
    }

    /// Says something of a site.
    public func say(
        _ record: RecordId, shown: Version?, _ said: SiteAct
    ) async throws -> Saved {
        try await say(record, shown: shown, .site(act: said))
    }

    /// Says something of an accident.
    public func say(
        _ record: RecordId, shown: Version?, _ said: AccidentAct
    ) async throws -> Saved {
        try await say(record, shown: shown, .accident(act: said))
    }

    /// Says something of a record: an act of its kind.
    public func say(_ record: RecordId, shown: Version?, _ said: Act) async throws -> Saved {
        try await act { try $0.say(record: record, shown: shown, act: said) }
    }

    /// Says several things of a record at once: all are saved, or none.
    public func sayAll(_ record: RecordId, shown: Version?, _ said: [Act]) async throws -> Saved {
        try await act { try $0.sayAll(record: record, shown: shown, acts: said) }
    }

    /// Begins a record of any kind: of that which its first act begins.
    public func begin(_ record: NewRecord) async throws -> Saved {
        try await act { try $0.begin(record: record) }
    }

    /// Begins several records in one commit: all are saved, or none.
    public func beginAll(_ records: [NewRecord]) async throws -> [Saved] {
        try await act { try $0.beginAll(records: records) }
    }
}

extension RecordView {
    /// What every record shows, whatever its kind.
    public var face: Face {
        switch self {
        case .hazard(let hazard): hazard.face
        case .training(let training): training.face
        case .site(let site): site.face
        case .accident(let accident): accident.face
        case .unknown(let unknown): unknown.face
        }
    }
}
