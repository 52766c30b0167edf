import Foundation
import Observation

/// First start: a code makes this phone one of the township's; what is recorded is said before.
@Observable @MainActor
final class StartModel {
    enum Slip: Hashable {
        case notAnEnrolmentCode
        case told(Words)
    }

    var centre = ""
    var code = ""
    private(set) var typing = false
    private(set) var enrolling = false
    private(set) var slip: Slip?
    /// What the centre calls itself, once this phone is enrolled.
    private(set) var enrolledAt: String?

    private let book: any Book
    private let phone: Phone
    private let done: @MainActor () async -> Void
    /// Back to the records, on a phone that was enrolled before.
    let leave: (@MainActor () async -> Void)?

    init(
        _ book: any Book, _ phone: Phone, because why: Words? = nil,
        leave: (@MainActor () async -> Void)? = nil, done: @escaping @MainActor () async -> Void
    ) {
        self.book = book
        self.phone = phone
        self.leave = leave
        self.done = done
        slip = why.map(Slip.told)
    }

    var canEnrol: Bool { !enrolling && !trimmed(code).isEmpty && url != nil }

    /// A phone without its key, as one set up from a backup, says so at once.
    func appear() async {
        if let words = try? await book.lost() { slip = .told(words) }
    }

    func type() {
        typing = true
    }

    func scan() async {
        guard let text = await phone.scanner.scan() else { return }
        await take(text)
    }

    /// A link, wherever it comes from: scanned, or handed over by the phone's own camera.
    func take(_ link: String) async {
        guard case .enrol(let centre, let code) = Code(link) else {
            slip = .notAnEnrolmentCode
            return
        }
        (self.centre, self.code) = (centre.absoluteString, code)
        await enrol()
    }

    func enrol() async {
        guard canEnrol, let url else { return }
        (enrolling, slip) = (true, nil)
        defer { enrolling = false }
        do {
            enrolledAt = try await book.enrol(at: url, code: trimmed(code))
            await done()
        } catch let trouble as Trouble {
            slip = .told(trouble.words)
        } catch {
            slip = .told(Trouble.fault.words)
        }
    }

    private var url: URL? {
        let url = URL(string: trimmed(centre))
        return url?.host == nil ? nil : url
    }

    private func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct StartScreen: View {
        @Bindable var model: StartModel

        var body: some View {
            Page(say("start_title")) {
                Text(say("start_intro"))
                if model.typing {
                    Field(say("start_url"), text: $model.centre)
                        .keyboardType(.URL).textInputAutocapitalization(.never)
                    Field(say("start_code"), text: $model.code)
                        .textInputAutocapitalization(.characters)
                } else {
                    MinorButton(say("start_type"), symbol: "keyboard") { model.type() }
                }
                slip
                recorded
            } action: {
                if model.enrolling {
                    Busy(say("start_enrolling"))
                } else if model.typing {
                    MainButton(say("start_enrol"), symbol: "checkmark") { await model.enrol() }
                        .disabled(!model.canEnrol)
                } else {
                    MainButton(say("start_scan"), symbol: "qrcode.viewfinder") { await model.scan() }
                }
                if let leave = model.leave, !model.enrolling {
                    MinorButton(say("common_back"), symbol: "chevron.backward") { await leave() }
                }
            }
            .task { await model.appear() }
        }

        @ViewBuilder private var slip: some View {
            switch model.slip {
            case .notAnEnrolmentCode: Warning(say("start_not_an_enrolment_code"))
            case .told(let words): Warning(words.said())
            case nil: EmptyView()
            }
        }

        private var recorded: some View {
            VStack(alignment: .leading, spacing: 12) {
                Heading(say("start_recorded_title"))
                Line(say("start_recorded_words"), symbol: "square.and.pencil")
                Line(say("start_recorded_place"), symbol: "mappin.and.ellipse")
                Line(say("start_recorded_post"), symbol: "person.text.rectangle")
                Heading(say("start_not_recorded_title"))
                Line(say("start_not_recorded_track"), symbol: "location.slash")
                Line(say("start_not_recorded_phone"), symbol: "photo.on.rectangle.angled")
                Line(say("start_not_recorded_ranking"), symbol: "chart.bar.xaxis")
            }
        }
    }
#endif
