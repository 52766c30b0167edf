// What is read.

#if canImport(SwiftUI)
    import SwiftUI

    struct Heading: View {
        private let text: String

        init(_ text: String) {
            self.text = text
        }

        var body: some View {
            Text(text).font(.headline).padding(.top, 8).accessibilityAddTraits(.isHeader)
        }
    }

    /// A symbol and a line of words.
    struct Line: View {
        private let text: String
        private let symbol: String

        init(_ text: String, symbol: String) {
            self.text = text
            self.symbol = symbol
        }

        var body: some View {
            Label(text, systemImage: symbol)
        }
    }

    /// A name and what it is.
    struct Fact: View {
        private let name: String
        private let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        var body: some View {
            VStack(alignment: .leading, spacing: 2) {
                Text(name).font(.headline)
                Text(value)
            }
            .accessibilityElement(children: .combine)
        }
    }

    /// Something to know; nothing to fear.
    struct Note: View {
        private let text: String

        init(_ text: String) {
            self.text = text
        }

        var body: some View {
            Label(text, systemImage: "info.circle")
                .padding()
                .frame(maxWidth: .infinity, alignment: .leading)
                .background(Color.accentColor.opacity(0.12), in: RoundedRectangle(cornerRadius: 12))
        }
    }

    /// Something that did not work, and what to do.
    struct Warning: View {
        private let text: String

        init(_ text: String) {
            self.text = text
        }

        var body: some View {
            Label(text, systemImage: "exclamationmark.triangle")
                .padding()
                .frame(maxWidth: .infinity, alignment: .leading)
                .background(Look.danger.opacity(0.12), in: RoundedRectangle(cornerRadius: 12))
        }
    }

    /// What still waits here: a calm word one may tap.
    struct Banner: View {
        private let text: String
        private let act: @MainActor () -> Void

        init(_ text: String, act: @escaping @MainActor () -> Void) {
            self.text = text
            self.act = act
        }

        var body: some View {
            Button(action: act) { Note(text) }.buttonStyle(.plain)
        }
    }

    /// How something stands and what else must be said of it: in a row, or below each other where large
    /// type leaves no room.
    struct Tags: View {
        let state: Words
        let flags: [Words]

        var body: some View {
            ViewThatFits(in: .horizontal) {
                HStack { all }
                VStack(alignment: .leading, spacing: 4) { all }
            }
        }

        @ViewBuilder private var all: some View {
            Tag(state.said(), strong: false)
            ForEach(flags, id: \.self) { Tag($0.said(), strong: true) }
        }
    }

    /// A word with a border. Those that matter have a darker one.
    struct Tag: View {
        private let text: String
        private let strong: Bool

        init(_ text: String, strong: Bool) {
            self.text = text
            self.strong = strong
        }

        var body: some View {
            Text(text)
                .font(.subheadline)
                .padding(.horizontal, 8)
                .padding(.vertical, 2)
                .overlay { Capsule().stroke(strong ? Look.danger : Color.secondary) }
        }
    }

    /// Where a record is: a cloud, and the words beside it.
    struct WhereLabel: View {
        let whereabouts: Whereabouts

        var body: some View {
            Label(words, systemImage: symbol).font(.subheadline).foregroundStyle(.secondary)
        }

        private var words: String {
            switch whereabouts {
            case .onlyHere: say("place_only_here")
            case .sent: say("place_sent")
            case .accepted: say("place_accepted")
            case .setAside: say("place_quarantined")
            }
        }

        private var symbol: String {
            switch whereabouts {
            case .onlyHere: "iphone"
            case .sent: "icloud.and.arrow.up"
            case .accepted: "checkmark.icloud"
            case .setAside: "exclamationmark.icloud"
            }
        }
    }
#endif
