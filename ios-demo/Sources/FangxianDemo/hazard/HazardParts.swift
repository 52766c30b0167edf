// What a hazard's screen is made of: contradictions side by side, pieces, and the story.

#if canImport(SwiftUI)
    import SwiftUI

    /// Two people said different things: both, beside each other, with their names.
    struct SideBySide: View {
        let contradiction: Contradiction
        let take: @MainActor (Contradiction.Value) async -> Void

        var body: some View {
            ViewThatFits(in: .horizontal) {
                HStack(alignment: .top, spacing: 12) { all }
                VStack(alignment: .leading, spacing: 12) { all }
            }
        }

        private var all: some View {
            ForEach(contradiction.values, id: \.self) { value in
                Card {
                    Text(value.text).font(.headline)
                    Text(say("hazard_said_by", Look.name(value.by))).foregroundStyle(.secondary)
                    MinorButton(say("hazard_take_this"), symbol: "checkmark") { await take(value) }
                }
            }
        }
    }

    /// Photos before and after, and voice notes.
    struct Pieces: View {
        let detail: HazardDetail
        let play: @MainActor (Piece) -> Void

        var body: some View {
            row(say("hazard_photos_before"), detail.evidence.filter { $0.role == .before })
            row(say("hazard_photos_after"), detail.evidence.filter { $0.role == .after })
            let spoken = detail.evidence.filter { $0.role == .voice }
            if !spoken.isEmpty {
                Heading(say("hazard_voice_notes"))
                ForEach(spoken) { piece in
                    MinorButton(say("hazard_play_voice"), symbol: "play.fill") { play(piece) }
                        .disabled(piece.file == nil)
                }
            }
        }

        @ViewBuilder private func row(_ title: String, _ pieces: [Piece]) -> some View {
            if !pieces.isEmpty {
                Heading(title)
                ScrollView(.horizontal, showsIndicators: false) {
                    HStack(spacing: 12) {
                        ForEach(pieces) { piece in
                            if let file = piece.file {
                                Picture(file: file, label: [title, piece.by].joined(separator: " · "))
                            } else {
                                Text(say("hazard_photo_elsewhere")).frame(width: 120, height: 120)
                            }
                        }
                    }
                }
            }
        }
    }

    /// What happened, in the order of cause and effect.
    struct Timeline: View {
        let steps: [Step]

        var body: some View {
            Heading(say("hazard_timeline"))
            ForEach(steps) { step in
                VStack(alignment: .leading, spacing: 4) {
                    Text(step.words.said())
                    HStack {
                        Text([Look.name(step.by), Look.moment(step.at)].joined(separator: " · "))
                        if step.clockDoubtful { Tag(say("hazard_clock_doubtful"), strong: true) }
                    }
                    .foregroundStyle(.secondary)
                    WhereLabel(whereabouts: step.whereabouts)
                }
                .accessibilityElement(children: .combine)
            }
        }
    }
#endif
