import Foundation

/// A sentence or word in both languages, as the ledger gives it.
struct Words: Sendable, Hashable {
    let zh: String
    let en: String

    init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    /// What is the same in both languages: a name, or what a person typed.
    init(_ same: String) {
        self.init(zh: same, en: same)
    }

    func said(in language: Language = .current) -> String {
        language == .zh ? zh : en
    }
}

/// The two languages of the product.
enum Language: Sendable {
    case zh, en

    /// The one the app's own strings are shown in, so that a screen never mixes two.
    static var current: Language {
        let shown = Bundle.main.preferredLocalizations.first ?? "zh-Hans"
        return shown.hasPrefix("en") ? .en : .zh
    }
}

/// One of the app's own strings, by its key in `Localizable.xcstrings`.
func say(_ key: String, _ arguments: any CustomStringConvertible...) -> String {
    fill(Bundle.main.localizedString(forKey: key, value: nil, table: nil), with: arguments)
}

/// Puts numbers and texts into a pattern such as `%1$lld of %2$@`. Foundation's own formatting takes
/// whatever it is given for what the pattern says; a translation with a slip in it would crash.
func fill(_ pattern: String, with arguments: [any CustomStringConvertible]) -> String {
    pattern.replacing(/%(\d)\$(?:lld|@)/) { place in
        let at = (Int(place.output.1) ?? 0) - 1
        return arguments.indices.contains(at) ? arguments[at].description : ""
    }
}

/// What went wrong, told as what to do next. Both come from the ledger or the phone itself.
struct Trouble: Error, Sendable, Hashable {
    enum Next: Sendable, Hashable {
        /// This phone is not enrolled.
        case enrol
        /// Something typed or scanned is wrong.
        case correct
        /// Someone else must do it.
        case askAnother
        /// Something arrived meanwhile: look at it, then decide again.
        case lookAgain
        /// The same again, later.
        case later
        /// Unlock the phone.
        case unlock
        /// Start the app again.
        case reopen
    }

    let words: Words
    let next: Next
}

extension Trouble {
    /// A fault of ours. What was saved is safe: the ledger saves before it answers.
    static let fault = Trouble(
        words: Words(
            zh: "程序内部出错,已保存的没有丢。请重新打开应用。",
            en: "An internal fault; what was saved is safe. Open the app again."),
        next: .reopen)
}
