// What a screen is made of. Sizes follow the system's text size, colours its light and dark.

#if canImport(SwiftUI)
    import SwiftUI

    /// A screen: content that scrolls, and its one action within reach of the thumb.
    struct Page<Content: View, Action: View>: View {
        private let title: String
        private let content: Content
        private let action: Action

        init(
            _ title: String, @ViewBuilder content: () -> Content, @ViewBuilder action: () -> Action
        ) {
            self.title = title
            self.content = content()
            self.action = action()
        }

        var body: some View {
            ScrollView {
                VStack(alignment: .leading, spacing: 16) { content }
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .padding()
            }
            .scrollDismissesKeyboard(.interactively)
            .font(.title3)
            .safeAreaInset(edge: .bottom) {
                VStack(spacing: 8) { action }.padding().background(.bar)
            }
            .navigationTitle(title)
        }
    }

    struct Card<Content: View>: View {
        private let content: Content

        init(@ViewBuilder content: () -> Content) {
            self.content = content()
        }

        var body: some View {
            VStack(alignment: .leading, spacing: 8) { content }
                .padding()
                .frame(maxWidth: .infinity, alignment: .leading)
                .background(Color.secondary.opacity(0.08), in: RoundedRectangle(cornerRadius: 16))
        }
    }

    struct Busy: View {
        private let text: String

        init(_ text: String) {
            self.text = text
        }

        var body: some View {
            HStack(spacing: 12) {
                ProgressView()
                Text(text)
            }
            .frame(minHeight: Look.touch)
            .accessibilityElement(children: .combine)
        }
    }
#endif
