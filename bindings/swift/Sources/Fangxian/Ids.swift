import Foundation

/// Text that names something. An id is of a type of its own: one cannot be taken for another.
public protocol TextId: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text.
    var text: String { get }

    /// An id of this text. What cannot be one is refused by the verb it is handed to.
    init(_ text: String)
}

extension TextId {
    public init(stringLiteral text: String) {
        self.init(text)
    }

    public var description: String { text }
}

/// A record (记录).
public struct RecordId: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A fact (事实).
public struct FactId: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A person (人员), such as `p-0001`.
public struct PersonId: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A device (设备).
public struct DeviceId: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A division (区划): twelve digits, such as `990101101204`.
public struct Division: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A scope (辖区): the first digits of divisions, such as `990101`.
public struct Scope: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The hash of an attachment (证据).
public struct EvidenceHash: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The hash of a change.
public struct ChangeHash: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// The hash of a signed envelope.
public struct EnvelopeHash: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A kind of record: `hazard`, `training`, `site`.
public struct Kind: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Where a page begins: opaque, to be handed back with the same query.
public struct PageKey: TextId {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A day (日期), written `2026-11-20`; it ends at midnight in China.
public struct Day: TextId, Comparable {
    public let text: String
    public init(_ text: String) { self.text = text }

    /// The day, in China, of a moment.
    public init(of moment: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600) ?? .current
        let parts = calendar.dateComponents([.year, .month, .day], from: moment)
        let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
        text = String(format: "%04d-%02d-%02d", year, month, day)
    }

    public static func < (one: Day, other: Day) -> Bool { one.text < other.text }
}
