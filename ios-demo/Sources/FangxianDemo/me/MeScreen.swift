import Foundation
import Observation

/// About me: everything this phone holds about its owner, in the open; take it along; complain.
@Observable @MainActor
final class MeModel {
    private(set) var about: AboutMe?
    private(set) var trouble: Trouble?
    private(set) var exporting = false
    /// The file with everything about me, to be handed to whoever I choose.
    private(set) var export: URL?
    private(set) var reminders: Bool

    private let book: any Book
    private let phone: Phone
    private let settings: SettingsStore
    private let remind: @MainActor () async -> Void

    init(
        _ book: any Book, _ phone: Phone, _ settings: SettingsStore,
        remind: @escaping @MainActor () async -> Void
    ) {
        self.book = book
        self.phone = phone
        self.settings = settings
        self.remind = remind
        reminders = settings.current.reminders
    }

    func load() async {
        await tell({ trouble = $0 }) { about = try await book.about() }
    }

    func exportMine() async {
        exporting = true
        defer { exporting = false }
        await tell({ trouble = $0 }) {
            let everything = try await book.everythingAboutMe()
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("fangxian-me.json")
            try everything.write(to: file, options: .atomic)
            export = file
        }
    }

    /// The switch on the screen.
    var wantsReminders: Bool {
        get { reminders }
        set { Task { await setReminders(newValue) } }
    }

    /// Turns reminders on, if the phone lets us, or off.
    func setReminders(_ wanted: Bool) async {
        let may = wanted ? await phone.notifier.mayRemind() : false
        reminders = wanted && may
        settings.change { $0.reminders = reminders }
        await remind()
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct MeScreen: View {
        @Bindable var model: MeModel

        var body: some View {
            Page(say("me_title")) {
                if let trouble = model.trouble { Warning(trouble.words.said()) }
                if let about = model.about { details(about) }
                Toggle(say("me_reminders"), isOn: $model.wantsReminders)
                Text(say("me_reminders_note")).foregroundStyle(.secondary)
                Heading(say("me_complaint"))
                Text(say("me_complaint_note"))
                if let hotline = URL(string: "tel:12345") {
                    Link(destination: hotline) { MinorLabel(say("me_call"), symbol: "phone") }
                }
            } action: {
                if model.exporting {
                    Busy(say("common_loading"))
                } else if let export = model.export {
                    ShareLink(item: export, subject: Text(say("me_export_title"))) {
                        MainLabel(say("common_open"), symbol: "square.and.arrow.up")
                    }
                } else {
                    MainButton(say("me_export"), symbol: "doc.text") { await model.exportMine() }
                }
            }
            .task { await model.load() }
        }

        @ViewBuilder private func details(_ about: AboutMe) -> some View {
            Fact(say("me_name"), about.person.name)
            Fact(say("me_person"), about.person.id)
            Fact(say("me_device"), about.person.device)
            Fact(
                say("me_posts"),
                about.person.posts.map { [$0.role.said(), $0.place].joined(separator: " · ") }
                    .joined(separator: "\n"))
            Heading(say("me_stored"))
            Fact(say("me_stored_reported"), "\(about.reported)")
            Fact(say("me_stored_spoke"), "\(about.spoke)")
            Fact(say("me_stored_attended"), "\(about.attended)")
            Text(say("me_stored_note")).foregroundStyle(.secondary)
        }
    }
#endif
