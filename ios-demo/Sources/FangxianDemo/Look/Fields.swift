import Foundation

// What is written into, and what is looked at.

#if canImport(SwiftUI)
    import SwiftUI

    /// A field with its name above it, for any length of text.
    struct Field: View {
        private let name: String
        private let hint: String
        @Binding private var text: String

        init(_ name: String, hint: String = "", text: Binding<String>) {
            self.name = name
            self.hint = hint
            _text = text
        }

        var body: some View {
            VStack(alignment: .leading, spacing: 4) {
                Text(name).font(.headline).accessibilityHidden(true)
                TextField(hint, text: $text, axis: .vertical)
                    .padding(12)
                    .frame(minHeight: Look.touch)
                    .background(Color.secondary.opacity(0.12), in: RoundedRectangle(cornerRadius: 12))
                    .accessibilityLabel(name)
            }
        }
    }

    /// A photo out of a file, with what it is for whoever cannot see it.
    struct Picture: View {
        let file: URL
        let label: String

        var body: some View {
            AsyncImage(url: file) {
                $0.resizable().scaledToFill()
            } placeholder: {
                ProgressView()
            }
            .frame(width: 120, height: 120)
            .clipShape(RoundedRectangle(cornerRadius: 12))
            .accessibilityLabel(label)
        }
    }
#endif
