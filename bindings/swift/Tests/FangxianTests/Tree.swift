import Foundation

@testable import Fangxian

/// What a phone shows, read by paths: `a.b`, `list[].b` of each element, `list[key=value].b` of
/// those that are so, `list{key:value}` and `list{key}` for what stands beside each key or how
/// often it is there, `a#` for how many. What shows nothing is `NSNull`.
struct Tree {
    private let root: Table
    private let named: (String) -> String

    /// `named` says what people call what a text is the id of.
    init(_ root: Table, _ named: @escaping (String) -> String) {
        self.root = root
        self.named = named
    }

    func at(_ path: String) throws -> Any {
        if root["here"] as? Bool == false && path != "here" {
            throw Broken(description: "\(path): not here")
        }
        return try read(root, path[...])
    }

    private func read(_ from: Any, _ path: Substring) throws -> Any {
        let name = path.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let rest = path.dropFirst(name.count)
        if !name.isEmpty {
            if from is NSNull { return from }
            // The skins say moments without their unit.
            let unit = name.hasSuffix("_ms") ? name.dropLast(3) : name
            let table = from as? Table ?? [:]
            guard let held = table[String(name)] ?? table[String(unit)] else {
                throw Unknown("\(name) of \(table.keys)")
            }
            return try read(plain(held), rest)
        }
        switch rest.first {
        case nil:
            return from
        case ".":
            return try read(from, rest.dropFirst())
        case "#":
            return items(from).count
        case "[":
            let parts = rest.dropFirst().split(
                separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            let those = try items(from).filter { try parts[0].isEmpty || isSo($0, parts[0]) }
            guard parts[1].first == "." else { return try read(those, parts[1]) }
            return try those.flatMap { items(try read($0, parts[1].dropFirst())) }
        case "{":
            return try gathered(items(from), rest.dropFirst().dropLast())
        default:
            throw Unknown(String(path))
        }
    }

    private func isSo(_ one: Any, _ condition: Substring) throws -> Bool {
        let parts = condition.split(separator: "=", maxSplits: 1)
        let value = try read(one, parts[0])
        return (value as? Bool).map { "\($0)" } ?? said(value) == parts[1]
    }

    private func gathered(_ each: [Any], _ inside: Substring) throws -> Table {
        let parts = inside.split(separator: ":", maxSplits: 1)
        var gathered: Table = [:]
        for one in each {
            let key = said(try read(one, parts[0]))
            if parts.count == 1 {
                gathered[key] = (gathered[key] as? Int ?? 0) + 1
            } else {
                let value = try read(one, parts[1])
                if !(value is NSNull) { gathered[key] = value }
            }
        }
        return gathered
    }

    /// Words, numbers, lists and tables; what has a name here by that name.
    private func plain(_ value: Any) -> Any {
        switch value {
        case let text as String: return named(text)
        case let truth as Bool: return truth
        case let number as Int64: return Int(number)
        case let number as UInt64: return Int(number)
        case let at as Date: return Int((at.timeIntervalSince1970 * 1000).rounded())
        case is Int, is UInt32, is Double, is NSNull: return value
        case let table as Table: return table.mapValues(plain)
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            return mirror.children.first.map { plain($0.value) } ?? NSNull()
        case .collection, .set:
            return mirror.children.map { plain($0.value) }
        case .enum:
            if let held = mirror.children.first?.value { return plain(held) }
            let word = snake("\(value)")
            return word == "null" ? NSNull() : word
        default:
            let parts = parts(value)
            if parts.count == 1, let text = parts["text"] { return plain(text) }
            return parts.mapValues(plain)
        }
    }
}

/// The parts of a value, by their names as documents write them.
func parts(_ value: Any) -> Table {
    var parts: Table = [:]
    for part in Mirror(reflecting: value).children {
        parts[snake(part.label ?? "")] = part.value
    }
    return parts
}

/// What the arm of an enum holds.
func payload(_ value: Any) -> Any {
    let held = Mirror(reflecting: value).children.first?.value ?? value
    let inside = Mirror(reflecting: held)
    return inside.displayStyle == .tuple ? inside.children.first?.value ?? held : held
}

/// `awaitingReinspection` is `awaiting_reinspection`.
private func snake(_ word: String) -> String {
    word.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
}

private func items(_ value: Any?) -> [Any] {
    switch value {
    case nil, is NSNull: []
    case let list as [Any]: list
    case let one?: [one]
    }
}

/// A value as text, the same for whatever type a number or a truth has.
private func said(_ value: Any?) -> String {
    switch value {
    case nil, is NSNull: "nothing"
    case let text as String: text
    case let truth as Bool: "\(truth ? 1 : 0)"
    case let one?: "\(one)"
    }
}

private func sorted(_ value: Any?) -> [String] {
    items(value).map(said).sorted()
}

/// Whether what is there is what a rule of scenario files wants.
func holds(_ rule: String, _ wanted: Any?, _ there: Any) throws -> Bool {
    switch rule {
    case "same":
        if let wanted = wanted as? Table {
            let there = there as? Table ?? [:]
            return wanted.count == there.count
                && wanted.allSatisfy { said($0.value) == said(there[$0.key]) }
        }
        return said(wanted) == said(there) || (there is NSNull && said(wanted) == "none")
    case "not":
        return !(there is NSNull) && said(wanted) != said(there)
    case "same_set":
        return sorted(wanted) == sorted(there)
    case "only":
        return Set(sorted(wanted)) == Set(sorted(there))
    case "same_list":
        return items(wanted).map(said) == items(there).map(said)
    case "same_sets":
        let (these, those) = (wanted as? Table ?? [:], there as? Table ?? [:])
        return Set(these.keys) == Set(those.keys)
            && these.allSatisfy { sorted($0.value) == sorted(those[$0.key]) }
    case "includes":
        return Set(sorted(wanted)).isSubset(of: sorted(there))
    case "excludes":
        return Set(sorted(wanted)).isDisjoint(with: sorted(there))
    case "counts":
        let there = there as? Table ?? [:]
        return (wanted as? Table ?? [:]).allSatisfy { said($0.value) == said(there[$0.key] ?? 0) }
    case "says":
        let texts = items(there).map(said)
        return items(wanted).map(said).allSatisfy { part in texts.contains { $0.contains(part) } }
    case "lacks":
        let texts = items(there).map(said)
        return !(there is NSNull)
            && items(wanted).map(said).allSatisfy { part in !texts.contains { $0.contains(part) } }
    default:
        throw Unknown(rule)
    }
}
