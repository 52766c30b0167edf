//! The skin of Swift, for each kind and each word.

use crate::{Arm, Skin, small};

pub(crate) fn source(skin: &Skin) -> String {
    let mut source =
        "// Made by `cargo xtask bindings`; never edited.\nimport Foundation\n".to_owned();
    source += "\nextension Ledger {\n";
    source += &acts(skin);
    source += &asked(skin);
    source += "}\n";
    source += &words(skin);
    source
}

/// What says and begins, for each kind.
fn acts(skin: &Skin) -> String {
    let mut source = String::new();
    for Arm { name, of, value } in &skin.acts {
        let arm = small(name);
        source += &format!(
            r#"
    /// Says something of a record: an act of its kind. `shown` is the version of the view that was
    /// on the screen: an act that decides covers that and nothing that arrived since, and is not
    /// taken without it.
    public func say(_ record: RecordId, shown: Version?, _ said: {of}) async throws -> Saved {{
        try await say(record, shown: shown, .{arm}({value}: said))
    }}

    /// Says several things of a record at once: all are saved, or none.
    public func sayAll(_ record: RecordId, shown: Version?, _ said: [{of}]) async throws -> Saved {{
        try await sayAll(record, shown: shown, said.map {{ Act.{arm}({value}: $0) }})
    }}

    /// Begins a record with `first`, called and described by its `fields`.
    public func begin(
        _ first: {of}, _ fields: [String: String] = [:], position: Position? = nil,
        home: Division? = nil, attachments: [Attachment] = []
    ) async throws -> Saved {{
        try await begin(
            Act.{arm}({value}: first), fields, position: position, home: home,
            attachments: attachments)
    }}
"#
        );
    }
    source
}

/// What looks at, lists and counts the records of each kind.
fn asked(skin: &Skin) -> String {
    let mut source = String::new();
    for asked in &skin.looks {
        let (doc, method) = (&asked.doc, &asked.method);
        let of = asked.returns.as_deref().unwrap_or_default();
        source += &format!(
            r#"
    /// {doc}
    public func {method}(_ record: RecordId) async throws -> {of} {{
        try await act {{ try $0.{method}(record: record) }}
    }}
"#
        );
    }
    for asked in &skin.lists {
        let (doc, method) = (&asked.doc, &asked.method);
        let query = asked.argument.as_deref().unwrap_or_default();
        let returns = asked.returns.as_deref().unwrap_or("UInt64");
        source += &format!(
            r#"
    /// {doc}
    public func {method}(_ query: {query} = {query}()) async throws -> {returns} {{
        try await act {{ try $0.{method}(query: query) }}
    }}
"#
        );
    }
    source
}

/// What every view has, and what people call each word.
fn words(skin: &Skin) -> String {
    let mut source = String::new();
    source += r#"
extension RecordView {
    /// What every record shows, whatever its kind.
    public var face: Face {
        switch self {
"#;
    for Arm { name, .. } in &skin.views {
        source += &format!("        case .{}(let view): view.face\n", small(name));
    }
    source += "        }\n    }\n}\n";
    for (function, word) in &skin.names {
        source += &format!(
            r#"
extension {word} {{
    /// What people call it: plain Chinese first, English second.
    public var label: Spoken {{ {function}(word: self) }}
}}
"#
        );
    }
    source
}
