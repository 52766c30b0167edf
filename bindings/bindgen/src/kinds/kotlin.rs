//! The skin of Kotlin, for each kind and each word.

use crate::{Arm, Skin};

pub(crate) fn source(skin: &Skin) -> String {
    let mut source =
        "// Made by `cargo xtask bindings`; never edited.\npackage fangxian\n".to_owned();
    for Arm { name, of, .. } in &skin.acts {
        source += &format!(
            r#"
/**
 * Says something of a record: an act of its kind. [shown] is the version of the view that was on
 * the screen: an act that decides covers that and nothing that arrived since, and is not taken
 * without it.
 */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: {of}): Saved =
    say(record, shown, Act.{name}(said))

/** Says several things of a record at once: all are saved, or none. */
@JvmName("sayAll{name}")
suspend fun Ledger.sayAll(record: RecordId, shown: Version?, said: List<{of}>): Saved =
    sayAll(record, shown, said.map {{ Act.{name}(it) }})

/** Begins a record with [first], called and described by its [fields]. */
suspend fun Ledger.begin(
    first: {of},
    fields: Map<String, String> = emptyMap(),
    position: Position? = null,
    home: Division? = null,
    attachments: List<Attachment> = emptyList(),
): Saved = begin(Act.{name}(first), fields, position, home, attachments)
"#
        );
    }
    for asked in &skin.looks {
        let (doc, method) = (&asked.doc, &asked.method);
        let of = asked.returns.as_deref().unwrap_or_default();
        source += &format!(
            r#"
/** {doc} */
suspend fun Ledger.{method}(record: RecordId): {of} = act {{ {method}(record) }}
"#
        );
    }
    for asked in &skin.lists {
        let (doc, method) = (&asked.doc, &asked.method);
        let query = asked.argument.as_deref().unwrap_or_default();
        let returns = asked.returns.as_deref().unwrap_or("ULong");
        source += &format!(
            r#"
/** {doc} */
suspend fun Ledger.{method}(query: {query} = {query}()): {returns} = act {{ {method}(query) }}
"#
        );
    }
    source += r#"
/** What every record shows, whatever its kind. */
val RecordView.face: Face
    get() = when (this) {
"#;
    for Arm { name, value, .. } in &skin.views {
        source += &format!("        is RecordView.{name} -> {value}.face\n");
    }
    source += "    }\n";
    for (function, word) in &skin.names {
        source += &format!(
            r#"
/** What people call it: plain Chinese first, English second. */
val {word}.label: Spoken get() = {function}(this)
"#
        );
    }
    source
}
