import Foundation

/// A reminder to be shown by this phone, signal or not.
struct Reminder: Sendable, Hashable {
    enum What: Sendable, Hashable {
        case dueToday, dueTomorrow
        case overdue(days: Int)
    }

    let record: String
    let title: String
    let what: What
    let at: Date
}

/// When to remind of which deadline: in working hours, early enough to still do something, by the
/// earliest day that the ledger lets stand.
enum Reminders {
    /// The system keeps no more than this of one app.
    static let most = 60
    /// In China, as the ledger's days are.
    static let hours = 8..<18

    /// The soonest reminders of these lines: on the morning before a deadline and on its own
    /// morning; of one that has passed, in the next working hour.
    static func plan(_ lines: [HazardLine], now: Date) -> [Reminder] {
        let planned = lines.flatMap { line in
            moments(line.due, now: now).map {
                Reminder(record: line.id, title: line.title, what: $0, at: $1)
            }
        }
        return Array(planned.sorted { ($0.at, $0.record) < ($1.at, $1.record) }.prefix(most))
    }

    private static func moments(_ due: Due, now: Date) -> [(Reminder.What, Date)] {
        switch due {
        case .open, .past:
            return []
        case .overdue(let days):
            let next = nextWorkingMoment(after: now)
            let nights = calendar.dateComponents(
                [.day], from: calendar.startOfDay(for: now), to: calendar.startOfDay(for: next))
            return [(.overdue(days: days + (nights.day ?? 0)), next)]
        case .within(let days, _):
            let eve = morning(in: days - 1, from: now).map { (Reminder.What.dueTomorrow, $0) }
            let day = morning(in: days, from: now).map { (Reminder.What.dueToday, $0) }
            let ahead = [eve, day].compactMap { $0 }.filter { $0.1 > now }
            guard ahead.isEmpty else { return ahead }
            // The last morning is over: still today, if people still work.
            let next = nextWorkingMoment(after: now)
            return calendar.isDate(next, inSameDayAs: now) ? [(.dueToday, next)] : []
        }
    }

    private static func morning(in days: Int, from now: Date) -> Date? {
        let first = calendar.date(bySettingHour: hours.lowerBound, minute: 0, second: 0, of: now)
        return first.flatMap { calendar.date(byAdding: .day, value: days, to: $0) }
    }

    /// A minute from now in working hours, else the next morning.
    static func nextWorkingMoment(after now: Date) -> Date {
        let soon = now.addingTimeInterval(60)
        let hour = calendar.component(.hour, from: soon)
        if hours.contains(hour) { return soon }
        return morning(in: hour < hours.lowerBound ? 0 : 1, from: now) ?? soon
    }

    static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600) ?? .current
        return calendar
    }()
}
