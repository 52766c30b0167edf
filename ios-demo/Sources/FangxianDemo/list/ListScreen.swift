import Foundation
import Observation

/// My list, the most overdue first, and a calm word about what still waits on this phone.
@Observable @MainActor
final class ListModel {
    private(set) var filter = HazardFilter()
    private(set) var lines: [HazardLine] = []
    private(set) var hasMore = false
    private(set) var loading = true
    private(set) var waiting: Waiting?
    private(set) var trouble: Trouble?
    /// A report was saved a moment ago.
    private(set) var justSaved = false

    /// What is typed into the search: characters or pinyin initials.
    var search = "" {
        didSet { if search != oldValue { filter.text = search.trimmingCharacters(in: .whitespaces) } }
    }

    private let book: any Book
    private let phone: Phone
    private var next: String?
    private var pages = 1

    init(_ book: any Book, _ phone: Phone) {
        self.book = book
        self.phone = phone
    }

    /// Days the oldest record has waited; nothing when none waits.
    var daysWaiting: Int? {
        guard let waiting, waiting.records > 0 else { return nil }
        return waiting.days(on: phone.now())
    }

    /// Reads again after each change, until the task that calls it ends.
    func watch() async {
        await tell({ trouble = $0 }) {
            for await _ in try await book.changes() { await load() }
        }
    }

    func noteSaved() {
        justSaved = true
    }

    func pick(_ which: HazardFilter.Which) async {
        filter.which = which
        (pages, justSaved) = (1, false)
        await load()
    }

    func searched() async {
        pages = 1
        await load()
    }

    func more() async {
        pages += 1
        await load()
    }

    /// As many pages as were shown, from the beginning: what came in meanwhile is in its place.
    func load() async {
        filter.today = phone.now()
        let asked = filter
        await tell({ trouble = $0 }) {
            var (read, after): ([HazardLine], String?) = ([], nil)
            for page in 0..<pages where page == 0 || after != nil {
                let found = try await book.hazards(asked, after: after)
                (read, after) = (read + found.lines, found.next)
            }
            let waits = try await book.waiting()
            // Something else was asked for while this was read: that answer comes by itself.
            guard asked.text == filter.text, asked.which == filter.which else { return }
            (lines, next, hasMore, waiting) = (read, after, after != nil, waits)
        }
        loading = false
    }
}

#if canImport(SwiftUI)
    import SwiftUI

    struct ListScreen: View {
        @Bindable var model: ListModel
        let open: @MainActor (Place) -> Void

        var body: some View {
            Page(say("list_title")) {
                if let days = model.daysWaiting, let waiting = model.waiting {
                    Banner(words(waiting.records, days)) { open(.sync) }
                }
                HStack(alignment: .bottom) {
                    Field(say("list_search"), text: $model.search)
                    if !model.search.isEmpty {
                        IconButton(say("list_search_clear"), symbol: "xmark") { model.search = "" }
                    }
                }
                filters
                if let trouble = model.trouble { Warning(trouble.words.said()) }
                if model.justSaved { Note(say("report_saved")) }
                if model.loading { Busy(say("common_loading")) }
                if model.lines.isEmpty && !model.loading { Text(empty) }
                ForEach(model.lines) { line in
                    Button {
                        open(.hazard(line.id))
                    } label: {
                        HazardRow(line: line)
                    }
                    .buttonStyle(.plain)
                }
                if model.hasMore {
                    MinorButton(say("list_more"), symbol: "chevron.down") { await model.more() }
                }
            } action: {
                MainButton(say("list_report"), symbol: "camera.fill") { open(.report) }
            }
            .task { await model.watch() }
            .onChange(of: model.search) { Task { await model.searched() } }
        }

        private var filters: some View {
            ScrollView(.horizontal, showsIndicators: false) {
                HStack(spacing: 8) {
                    ForEach(HazardFilter.Which.allCases, id: \.self) { which in
                        Chip(name(which), chosen: model.filter.which == which) {
                            await model.pick(which)
                        }
                    }
                }
            }
        }

        private var empty: String {
            model.filter == HazardFilter(today: model.filter.today)
                ? say("list_empty") : say("list_none_found")
        }

        private func words(_ records: Int, _ days: Int) -> String {
            days == 0
                ? say("list_banner_waiting", records) : say("list_banner_waiting_days", records, days)
        }

        private func name(_ which: HazardFilter.Which) -> String {
            switch which {
            case .open: say("list_filter_open")
            case .overdue: say("list_filter_overdue")
            case .pending: say("list_filter_pending")
            case .mine: say("list_filter_mine")
            case .all: say("list_filter_all")
            }
        }
    }

    /// One line: what, how urgent, where it stands, and where it is.
    private struct HazardRow: View {
        let line: HazardLine

        var body: some View {
            Card {
                HStack(alignment: .firstTextBaseline) {
                    Text(line.title.isEmpty ? say("list_untitled") : line.title).font(.headline)
                    Spacer()
                    DueLabel(due: line.due)
                }
                if !line.place.isEmpty { Text(line.place).foregroundStyle(.secondary) }
                Tags(state: line.state, flags: line.flags)
                Text(line.next.said())
                WhereLabel(whereabouts: line.whereabouts)
            }
            .accessibilityElement(children: .combine)
        }
    }

    /// How near the deadline is, in words: colour only repeats it.
    struct DueLabel: View {
        let due: Due

        var body: some View {
            switch due {
            case .overdue(let days):
                Text(say("list_overdue_days", days)).bold().foregroundStyle(Look.danger)
            case .within(0, _): Text(say("list_due_today")).bold()
            case .within(let days, _): Text(say("list_due_in_days", days))
            case .open: Text(say("list_no_deadline")).foregroundStyle(.secondary)
            case .past: EmptyView()
            }
        }
    }
#endif
