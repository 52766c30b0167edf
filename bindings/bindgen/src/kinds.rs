//! Writes what the skins of Kotlin and Swift say for each kind of record and for each word, read
//! out of the built library: `cargo xtask bindings` runs it. Python's skin finds out by itself.

#[path = "kinds/kotlin.rs"]
mod kotlin;
#[path = "kinds/swift.rs"]
mod swift;

use std::error::Error;

use uniffi_bindgen::interface::{AsType, Type};
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

/// What is written out for each kind and each word.
struct Skin {
    /// What may be said of a record, by kind.
    acts: Vec<Arm>,
    /// What people see of a record, by kind; of one of an unknown kind, too.
    views: Vec<Arm>,
    /// What looks at one record of a kind.
    looks: Vec<Asked>,
    /// What lists and counts the records of a kind.
    lists: Vec<Asked>,
    /// What says what people call a word: the function and the type of word.
    names: Vec<(String, String)>,
}

/// An arm of an enum that holds one value.
struct Arm {
    name: String,
    value: String,
    of: String,
}

/// A method of one argument, and what it returns: a number when that has no name.
struct Asked {
    method: String,
    doc: String,
    argument: Option<String>,
    returns: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [language, library, into] = words.as_slice() else {
        return Err("say kotlin or swift, the library, and the file to write".into());
    };
    let source = match language.as_str() {
        "kotlin" => kotlin::source,
        "swift" => swift::source,
        _ => return Err("say kotlin or swift".into()),
    };
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader.load_metadata(library.as_str().into())?;
    let components = loader.load_cis(metadata)?;
    let [component] = components.as_slice() else { return Err("expected one crate".into()) };
    Ok(std::fs::write(into, source(&Skin::read(component)?))?)
}

impl Skin {
    fn read(component: &ComponentInterface) -> Result<Self, String> {
        let (acts, views) = (arms(component, "Act")?, arms(component, "RecordView")?);
        let ledger = component.get_object_definition("LedgerCore").ok_or("there is no ledger")?;
        let (mut looks, mut lists) = (Vec::new(), Vec::new());
        for method in ledger.methods() {
            let [argument] = method.arguments()[..] else { continue };
            let asked = Asked {
                method: camel(method.name()),
                doc: method.docstring().unwrap_or_default().trim().to_owned(),
                argument: name(&argument.as_type()),
                returns: method.return_type().and_then(name),
            };
            let looks_at_one = views.iter().any(|view| Some(&view.of) == asked.returns.as_ref());
            match argument.name() {
                "query" => lists.push(asked),
                "record" if looks_at_one => looks.push(asked),
                _ => {}
            }
        }
        let functions = component.function_definitions().iter();
        let names = functions.filter(|function| function.name().starts_with("name_of_"));
        let names: Vec<_> = names
            .filter_map(|function| match function.arguments()[..] {
                [word] => Some((camel(function.name()), name(&word.as_type())?)),
                _ => None,
            })
            .collect();
        let kinds = acts.len();
        if (looks.len(), lists.len()) != (kinds, 2 * kinds) || names.is_empty() {
            return Err(
                "a kind cannot be looked at, listed or counted, or words have no names".into()
            );
        }
        Ok(Self { acts, views, looks, lists, names })
    }
}

/// The arms of an enum, each of which holds one value.
fn arms(component: &ComponentInterface, of: &str) -> Result<Vec<Arm>, String> {
    let of = component.get_enum_definition(of).ok_or_else(|| format!("there is no {of}"))?;
    let arms = of.variants().iter().map(|arm| match arm.fields() {
        [value] => Some(Arm {
            name: arm.name().to_owned(),
            value: camel(value.name()),
            of: name(&value.as_type())?,
        }),
        _ => None,
    });
    arms.collect::<Option<_>>().ok_or_else(|| format!("{}: an arm holds no one value", of.name()))
}

fn name(of: &Type) -> Option<String> {
    match of {
        Type::Record { name, .. } | Type::Enum { name, .. } => Some(name.clone()),
        _ => None,
    }
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        camel + &head.to_uppercase() + tail
    })
}

/// The first letter made small, as Swift begins an arm.
fn small(name: &str) -> String {
    let (head, tail) = name.split_at(name.len().min(1));
    head.to_lowercase() + tail
}
