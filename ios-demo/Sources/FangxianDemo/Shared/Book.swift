import Foundation

/// The ledger as screens see it. One class speaks for the real one, in `Data/`; everything that
/// fails throws a ``Trouble``.
protocol Book: Sendable {
    // Who I am.
    func me() async throws -> Person?
    /// Why a phone that holds someone's records speaks for nobody; nothing when it is new.
    func lost() async throws -> Words?
    func enrol(at centre: URL, code: String) async throws -> String
    func about() async throws -> AboutMe
    func everythingAboutMe() async throws -> Data

    /// Tells that something changed, beginning with one word at once.
    func changes() async throws -> AsyncStream<Void>

    // Hazards.
    func hazards(_ filter: HazardFilter, after: String?) async throws -> HazardList
    func hazard(_ id: String) async throws -> HazardDetail
    func lookalikes(of draft: Draft) async throws -> [Lookalike]
    func report(_ draft: Draft, with attachments: [Attached]) async throws -> Kept
    func act(_ act: HazardAct, on id: String, seen: Seen) async throws -> Kept
    func settle(_ contradiction: Contradiction, of id: String, text: String) async throws -> Kept
    func site(_ id: String) async throws -> SiteLine

    // Training.
    func trainings() async throws -> [TrainingLine]
    func training(_ id: String) async throws -> TrainingDetail
    func openTraining(_ plan: TrainingPlan) async throws -> Kept
    func signIn(
        _ people: [String], to session: String, by way: SignInWay, at: Date
    ) async throws -> Kept
    func signOutAll(of session: String, at: Date) async throws -> Kept?
    func addPaper(_ photo: Attached, to session: String) async throws -> Kept
    func archive(_ session: String, seen: Seen) async throws -> Kept
    func roster(of session: String) async throws -> [Attendee]

    // What waits.
    func waiting() async throws -> Waiting
    func setAside() async throws -> [SetAsideLine]
    func retrySetAside() async throws -> Int
    func sync(tries: SyncTries) async throws -> SyncEnd
    func rest() async throws
}

/// How patient a synchronisation is.
enum SyncTries: Sendable {
    /// Someone looks at the screen: one try, and it says when the next one is due.
    case once
    /// Nobody looks: several, with pauses that grow.
    case several
}

/// How a synchronisation ended.
struct SyncEnd: Sendable, Hashable {
    enum How: Sendable, Hashable {
        case upToDate
        /// Why not, and when it is tried again; no time when someone must act first.
        case stopped(Why, retryAt: Date?)
    }

    enum Why: Sendable, Hashable {
        case noConnection, notTheCentre, phoneFull, locked, stopped, wifi
        /// The centre does not take this phone at its word any more: it has to enrol again.
        case dismissed(Words)
        case refused(Words)
    }

    let how: How
    let sent: Int
    let heard: Int
    let photosSent: Int
    let photosWaiting: Int
}

/// What was saved. It is on disk.
struct Kept: Sendable, Hashable {
    let id: String
    /// Not empty when it was beyond the person's role: those who may decide it.
    let needs: [Words]
}

/// What was on the screen. Only the ledger's side reads it.
struct Seen: Sendable {
    let held: any Sendable
}
