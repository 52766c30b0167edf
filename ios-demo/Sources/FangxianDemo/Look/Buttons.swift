// What can be tapped: one main thing at the bottom, everything at least a thumb's width.

#if canImport(SwiftUI)
    import SwiftUI

    /// The one main thing to do here.
    struct MainButton: View {
        private let title: String
        private let symbol: String
        private let act: @MainActor () async -> Void

        init(_ title: String, symbol: String, act: @escaping @MainActor () async -> Void) {
            self.title = title
            self.symbol = symbol
            self.act = act
        }

        var body: some View {
            Button {
                Task { await act() }
            } label: {
                MainLabel(title, symbol: symbol)
            }
            .buttonStyle(.plain)
        }
    }

    struct MainLabel: View {
        private let title: String
        private let symbol: String

        init(_ title: String, symbol: String) {
            self.title = title
            self.symbol = symbol
        }

        var body: some View {
            Label(title, systemImage: symbol)
                .font(.title3.bold())
                .frame(maxWidth: .infinity, minHeight: Look.mainHeight)
                .background(Look.main, in: RoundedRectangle(cornerRadius: 16))
                .foregroundStyle(.white)
        }
    }

    /// Anything else one may do.
    struct MinorButton: View {
        private let title: String
        private let symbol: String
        private let act: @MainActor () async -> Void

        init(_ title: String, symbol: String, act: @escaping @MainActor () async -> Void) {
            self.title = title
            self.symbol = symbol
            self.act = act
        }

        var body: some View {
            Button {
                Task { await act() }
            } label: {
                MinorLabel(title, symbol: symbol)
            }
        }
    }

    struct MinorLabel: View {
        private let title: String
        private let symbol: String

        init(_ title: String, symbol: String) {
            self.title = title
            self.symbol = symbol
        }

        var body: some View {
            Label(title, systemImage: symbol).frame(minHeight: Look.touch)
        }
    }

    /// A button that shows a symbol only, and says its name to whoever cannot see it.
    struct IconButton: View {
        private let name: String
        private let symbol: String
        private let act: @MainActor () async -> Void

        init(_ name: String, symbol: String, act: @escaping @MainActor () async -> Void) {
            self.name = name
            self.symbol = symbol
            self.act = act
        }

        var body: some View {
            Button {
                Task { await act() }
            } label: {
                Image(systemName: symbol).frame(width: Look.touch, height: Look.touch)
            }
            .accessibilityLabel(name)
        }
    }

    /// A choice among several in a row.
    struct Chip: View {
        private let title: String
        private let chosen: Bool
        private let act: @MainActor () async -> Void

        init(_ title: String, chosen: Bool, act: @escaping @MainActor () async -> Void) {
            self.title = title
            self.chosen = chosen
            self.act = act
        }

        var body: some View {
            Button {
                Task { await act() }
            } label: {
                Text(title)
                    .bold(chosen)
                    .frame(minHeight: Look.touch)
                    .padding(.horizontal, 16)
                    .background(
                        chosen ? Color.accentColor.opacity(0.25) : Color.secondary.opacity(0.12),
                        in: Capsule())
            }
            .buttonStyle(.plain)
            .accessibilityAddTraits(chosen ? .isSelected : [])
        }
    }
#endif
