import Fangxian
import Foundation

// Lists of hazards, one hazard, and a new one.
extension LedgerBook {
    /// Lines read at once: a screenful and a bit.
    private static let pageLines: UInt32 = 30

    func hazards(_ filter: HazardFilter, after: String?) async throws -> HazardList {
        try await telling {
            let today = Day(of: filter.today)
            var query = HazardQuery(
                text: filter.text.isEmpty ? nil : filter.text,
                after: after.map { PageKey($0) }, limit: Self.pageLines)
            switch filter.which {
            case .all: break
            case .open: query = query.asking(open: true)
            case .overdue: query = query.asking(overdueOn: today)
            case .pending: query = query.asking(pendingOnly: true)
            case .mine: query = query.asking(open: true, responsible: try await ledger.me().person)
            }
            let page = try await ledger.hazards(query)
            let lines = try page.rows.map { try line($0, today: today) }
            return HazardList(lines: lines, next: page.next?.text)
        }
    }

    private func line(_ row: HazardRow, today: Day) throws -> HazardLine {
        HazardLine(
            id: row.record.text, title: row.title, place: row.place,
            state: Words(row.state.label), flags: row.flags.said,
            due: try due(row, today: today), next: Words(zh: row.nextZh, en: row.nextEn),
            whereabouts: Whereabouts(row.upload))
    }

    private func due(_ row: HazardRow, today: Day) throws -> Due {
        if row.state.ends { return .past }
        guard let deadline = row.deadline else { return .open }
        let overdue = try row.daysOverdue(today: today)
        if overdue > 0 { return .overdue(days: Int(overdue)) }
        return .within(days: max(0, deadline.days(after: today)), day: deadline.text)
    }

    func lookalikes(of draft: Draft) async throws -> [Lookalike] {
        try await telling {
            var found: [Lookalike] = []
            for near in try await ledger.likelyDuplicates(of: HazardDraft(draft, [])) {
                let view = try await ledger.hazard(near.record)
                found.append(
                    Lookalike(
                        id: near.record.text, title: view.face.title, place: view.face.place,
                        state: Words(view.state.label),
                        metres: near.likeness.distanceM.map { Int($0) }))
            }
            return found
        }
    }

    func report(_ draft: Draft, with attachments: [Attached]) async throws -> Kept {
        try await telling {
            Kept(try await ledger.reportHazard(HazardDraft(draft, attachments)))
        }
    }

    func site(_ id: String) async throws -> SiteLine {
        try await telling {
            let view = try await ledger.site(RecordId(id))
            return SiteLine(id: id, name: view.face.title, place: view.face.place)
        }
    }
}

extension HazardQuery {
    /// The same query, narrowed.
    fileprivate func asking(
        open: Bool? = nil, overdueOn: Day? = nil, pendingOnly: Bool = false,
        responsible: PersonId? = nil
    ) -> HazardQuery {
        HazardQuery(
            open: open, overdueOn: overdueOn, responsible: responsible, text: text,
            pendingOnly: pendingOnly, after: after, limit: limit)
    }
}

extension HazardDraft {
    fileprivate init(_ draft: Draft, _ attachments: [Attached]) {
        self.init(
            title: draft.title, description: draft.description, sector: draft.sector,
            place: draft.place.isEmpty ? draft.site?.place ?? "" : draft.place,
            position: draft.fix.map { Position(latitude: $0.latitude, longitude: $0.longitude) },
            site: draft.site.map { RecordId($0.id) }, suspectMajor: draft.suspectMajor,
            attachments: attachments.map { Attachment($0) })
    }
}

extension HazardState {
    /// Nothing is expected any more.
    var ends: Bool { self == .closed || self == .void }
}

extension Set<Flag> {
    /// What they are called, always in the same order.
    var said: [Words] {
        map { Words($0.label) }.sorted { $0.zh < $1.zh }
    }
}

extension Day {
    /// Calendar days from another day to this one.
    func days(after other: Day) -> Int {
        guard let end = Self.noon(self), let start = Self.noon(other) else { return 0 }
        return Int((end.timeIntervalSince(start) / 86_400).rounded())
    }

    private static func noon(_ day: Day) -> Date? {
        let parts = day.text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return Reminders.calendar.date(
            from: DateComponents(year: parts[0], month: parts[1], day: parts[2], hour: 12))
    }
}
