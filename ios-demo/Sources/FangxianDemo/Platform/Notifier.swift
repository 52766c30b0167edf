import Foundation

/// Shows reminders at their times, without any server.
@MainActor
protocol Notifier {
    /// Asks for permission if it was never asked; whether there is one now.
    func mayRemind() async -> Bool
    /// Replaces every reminder that waits.
    func replaceAll(with reminders: [Reminder]) async
}

extension Reminder {
    /// What it says.
    var said: String {
        switch what {
        case .dueToday: say("notify_due_today", title)
        case .dueTomorrow: say("notify_due_tomorrow", title)
        case .overdue(let days): say("notify_overdue", days, title)
        }
    }
}

#if canImport(UserNotifications) && canImport(UIKit)
    @preconcurrency import UserNotifications

    @MainActor
    final class LiveNotifier: Notifier {
        func mayRemind() async -> Bool {
            let options: UNAuthorizationOptions = [.alert, .sound]
            return (try? await UNUserNotificationCenter.current().requestAuthorization(options: options))
                ?? false
        }

        func replaceAll(with reminders: [Reminder]) async {
            UNUserNotificationCenter.current().removeAllPendingNotificationRequests()
            for reminder in reminders {
                let content = UNMutableNotificationContent()
                content.title = say("me_reminders")
                content.body = reminder.said
                content.sound = .default
                let moment = Reminders.calendar.dateComponents(
                    [.calendar, .timeZone, .year, .month, .day, .hour, .minute], from: reminder.at)
                let request = UNNotificationRequest(
                    identifier: "\(reminder.record) \(reminder.at.timeIntervalSince1970)",
                    content: content,
                    trigger: UNCalendarNotificationTrigger(dateMatching: moment, repeats: false))
                try? await UNUserNotificationCenter.current().add(request)
            }
        }
    }
#endif
