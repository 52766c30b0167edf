//! A YAML document as a tree in which everything knows its line.

use std::collections::HashSet;

use granit_parser::{Event, Parser, ScanError, Span};

use super::Fault;

/// How deep a file may nest.
const DEPTH_MAX: usize = 12;

/// One thing written in the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// On which line, counted from 1.
    pub line: usize,
    /// What.
    pub content: Content,
}

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Content {
    /// A word or a sentence.
    Word(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order written.
    Table(Vec<(Node, Node)>),
}

impl Node {
    /// The word, when it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.content {
            Content::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The words of a list, or the one word.
    ///
    /// # Errors
    /// [`Fault`] when something else stands there.
    pub fn words(&self) -> Result<Vec<(usize, &str)>, Fault> {
        let one = |node: &Self| -> Result<(usize, String), Fault> {
            let word = node.word().ok_or_else(|| Fault::at(node.line, "a word is expected here"));
            word.map(|word| (node.line, word.to_owned()))
        };
        match &self.content {
            Content::Word(word) => Ok(vec![(self.line, word.as_str())]),
            Content::List(items) => {
                items.iter().try_for_each(|item| one(item).map(drop))?;
                Ok(items.iter().filter_map(|item| Some((item.line, item.word()?))).collect())
            }
            Content::Table(_) => Err(Fault::at(self.line, "a word or a list is expected here")),
        }
    }

    /// The keys and values; an empty value is an empty table.
    ///
    /// # Errors
    /// [`Fault`] when something else stands there.
    pub fn table(&self) -> Result<Vec<(usize, &str, &Node)>, Fault> {
        match &self.content {
            Content::Table(rows) => {
                let row = |(key, value): &'_ (Node, Node)| key.word().map(|_| value.line);
                if let Some((key, _)) = rows.iter().find(|one| row(one).is_none()) {
                    return Err(Fault::at(key.line, "a key must be a word"));
                }
                let keyed = rows.iter();
                Ok(keyed.filter_map(|(key, value)| Some((key.line, key.word()?, value))).collect())
            }
            Content::Word(word) if word.is_empty() || word == "~" => Ok(Vec::new()),
            _ => Err(Fault::at(self.line, "keys and values are expected here, as `key: value`")),
        }
    }
}

/// Reads a file.
///
/// # Errors
/// [`Fault`] with the line where it stops being YAML.
pub fn read(text: &str) -> Result<Node, Fault> {
    let mut events = Parser::new_from_str(text);
    loop {
        match next(&mut events)? {
            Some((Event::StreamStart | Event::DocumentStart(..), _)) => {}
            Some((Event::StreamEnd, _)) | None => return Err(Fault::at(1, "the file is empty")),
            Some((event, span)) => return node(event, span, &mut events, 0),
        }
    }
}

type Events<'a> = Parser<'a, granit_parser::StrInput<'a>>;

fn next<'a>(events: &mut Events<'a>) -> Result<Option<(Event<'a>, Span)>, Fault> {
    let wrong = |error: ScanError| Fault::at(error.marker().line(), error.info());
    events.next().transpose().map_err(wrong)
}

fn node<'a>(
    event: Event<'a>,
    span: Span,
    events: &mut Events<'a>,
    depth: usize,
) -> Result<Node, Fault> {
    let line = span.start.line();
    if depth > DEPTH_MAX {
        return Err(Fault::at(line, "nested too deep"));
    }
    let content = match event {
        Event::Scalar(word, ..) => Content::Word(word.into_owned()),
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            while let Some((event, span)) = next(events)? {
                if matches!(event, Event::SequenceEnd) {
                    break;
                }
                items.push(node(event, span, events, depth + 1)?);
            }
            Content::List(items)
        }
        Event::MappingStart(..) => Content::Table(rows(events, depth)?),
        _ => return Err(Fault::at(line, "anchors and aliases are not used in scenario files")),
    };
    Ok(Node { line, content })
}

fn rows<'a>(events: &mut Events<'a>, depth: usize) -> Result<Vec<(Node, Node)>, Fault> {
    let (mut rows, mut known) = (Vec::new(), HashSet::new());
    while let Some((event, span)) = next(events)? {
        if matches!(event, Event::MappingEnd) {
            break;
        }
        let key = node(event, span, events, depth + 1)?;
        if !known.insert(key.content.clone()) {
            return Err(Fault::at(key.line, "the same key twice; each may stand once"));
        }
        let Some((event, span)) = next(events)? else { break };
        let value = node(event, span, events, depth + 1)?;
        rows.push((key, value));
    }
    Ok(rows)
}
