import Foundation

/// What a scanned code says. Codes are links, so that the phone's own camera knows them; the Android
/// app reads and shows the same.
enum Code: Sendable, Hashable {
    /// A one-time code of a centre.
    case enrol(centre: URL, code: String)
    /// The code at a site's door.
    case site(String)
    /// Somebody's sign-in code, and the moment it was shown.
    case person(String, at: Date)

    init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let link = URLComponents(string: text), link.scheme == Self.scheme else { return nil }
        let said = link.queryItems?.reduce(into: [:]) { $0[$1.name] = $1.value } ?? [:]
        let named = String(link.path.dropFirst())
        switch link.host {
        case "enrol":
            guard let url = said["url"].flatMap(URL.init(string:)), let code = said["code"]
            else { return nil }
            self = .enrol(centre: url, code: code)
        case "site":
            guard !named.isEmpty else { return nil }
            self = .site(named)
        case "person":
            guard !named.isEmpty, let at = said["at"].flatMap(Double.init) else { return nil }
            self = .person(named, at: Date(timeIntervalSince1970: at))
        default:
            return nil
        }
    }

    /// The link that says it.
    var link: String {
        var link = URLComponents()
        link.scheme = Self.scheme
        switch self {
        case .enrol(let centre, let code):
            link.host = "enrol"
            link.queryItems = [
                URLQueryItem(name: "url", value: centre.absoluteString),
                URLQueryItem(name: "code", value: code),
            ]
        case .site(let record):
            link.host = "site"
            link.path = "/" + record
        case .person(let id, let at):
            link.host = "person"
            link.path = "/" + id
            let seconds = Int(at.timeIntervalSince1970)
            link.queryItems = [URLQueryItem(name: "at", value: "\(seconds)")]
        }
        return link.string ?? ""
    }

    private static let scheme = "fangxian"
}

/// A sign-in code that changes: last week's picture of it does not sign in. It is no proof: the
/// code carries no signature, and a picture sent within the minute is taken. Who doubts a sign-in
/// disputes it in the ledger.
enum SignInCode {
    /// A code is shown so long before the next one.
    static let secondsShown = 30.0
    /// A code is taken while it is not older, nor further ahead: two phones' clocks differ.
    static let secondsTaken = 90.0

    static func link(for person: String, at now: Date) -> String {
        let step = (now.timeIntervalSince1970 / secondsShown).rounded(.down) * secondsShown
        return Code.person(person, at: Date(timeIntervalSince1970: step)).link
    }

    static func isFresh(_ shown: Date, at now: Date) -> Bool {
        abs(now.timeIntervalSince(shown)) <= secondsTaken
    }
}
