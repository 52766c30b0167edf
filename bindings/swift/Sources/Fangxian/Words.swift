import Foundation

// What the vocabulary is called on screens: plain Chinese first, English second.

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
