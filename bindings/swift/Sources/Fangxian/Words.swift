import Foundation

// What the vocabulary is called on screens: plain Chinese first, English second.

extension AccidentLevel {
    /// What people call it.
    public var label: Spoken { nameOfAccidentLevel(word: self) }
}

extension AccidentState {
    /// What people call it.
    public var label: Spoken { nameOfAccidentState(word: self) }
}

extension CheckResult {
    /// What people call it.
    public var label: Spoken { nameOfCheckResult(word: self) }
}

extension CloseKind {
    /// What people call it.
    public var label: Spoken { nameOfCloseKind(word: self) }
}

extension FiveItem {
    /// What people call it.
    public var label: Spoken { nameOfFiveItem(word: self) }
}

extension Flag {
    /// What people call it.
    public var label: Spoken { nameOfFlag(word: self) }
}

extension Grade {
    /// What people call it.
    public var label: Spoken { nameOfGrade(word: self) }
}

extension HazardSource {
    /// What people call it.
    public var label: Spoken { nameOfHazardSource(word: self) }
}

extension HazardState {
    /// What people call it.
    public var label: Spoken { nameOfHazardState(word: self) }
}

extension ListingLevel {
    /// What people call it.
    public var label: Spoken { nameOfListingLevel(word: self) }
}

extension OrderMode {
    /// What people call it.
    public var label: Spoken { nameOfOrderMode(word: self) }
}

extension PlanItem {
    /// What people call it.
    public var label: Spoken { nameOfPlanItem(word: self) }
}

extension ProblemCode {
    /// What people call it.
    public var label: Spoken { nameOfProblemCode(word: self) }
}

extension RefusalCode {
    /// What people call it.
    public var label: Spoken { nameOfRefusalCode(word: self) }
}

extension ReinspectResult {
    /// What people call it.
    public var label: Spoken { nameOfReinspectResult(word: self) }
}

extension Role {
    /// What people call it.
    public var label: Spoken { nameOfRole(word: self) }
}

extension SignMethod {
    /// What people call it.
    public var label: Spoken { nameOfSignMethod(word: self) }
}

extension SiteStatus {
    /// What people call it.
    public var label: Spoken { nameOfSiteStatus(word: self) }
}

extension TrainingState {
    /// What people call it.
    public var label: Spoken { nameOfTrainingState(word: self) }
}

extension TransferState {
    /// What people call it.
    public var label: Spoken { nameOfTransferState(word: self) }
}

extension SyncFailure {
    /// Why a synchronisation stopped and whose move it is, to be shown to the person.
    public var spoken: Spoken { whyStopped(why: self) }
}

extension FangxianError {
    /// What happened and what to do next, to be shown to the person.
    public var spoken: Spoken {
        switch self {
        case .NotEnrolled(let zh, let en), .NotFound(let zh, let en), .OutOfScope(let zh, let en),
            .Changed(let zh, let en), .TryLater(let zh, let en), .KeyStore(let zh, let en),
            .Reopen(let zh, let en):
            return Spoken(zh: zh, en: en)
        case .BadInput(_, let zh, let en):
            return Spoken(zh: zh, en: en)
        }
    }
}
