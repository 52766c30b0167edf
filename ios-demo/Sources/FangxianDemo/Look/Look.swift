import Foundation

/// Times and figures as screens show them.
enum Look {
    /// Who wrote something is not always known here yet.
    static func name(_ name: String) -> String {
        name.isEmpty ? say("common_unknown_person") : name
    }

    static func list(_ words: [Words]) -> String {
        words.map { $0.said() }.joined(separator: say("ios_list_separator"))
    }

    static func moment(_ date: Date) -> String {
        date.formatted(date: .abbreviated, time: .shortened)
    }

    static func hour(_ date: Date) -> String {
        date.formatted(date: .omitted, time: .shortened)
    }

    /// Minutes as hours with one digit.
    static func hours(_ minutes: Int) -> String {
        (Double(minutes) / 60).formatted(.number.precision(.fractionLength(1)))
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    extension Look {
        // Of the app's asset catalogue, each for light and dark, read in full sun: 7 to 1 at least.
        static let danger = Color("Danger")
        static let main = Color("Main")
        /// The main button for a gloved thumb, and anything else that can be touched.
        static let mainHeight = 56.0
        static let touch = 48.0
    }
#endif
