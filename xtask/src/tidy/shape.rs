//! Sizes: files, functions and lines short enough to be read, and a first line that says why.

use super::Finding;
use super::source::{Source, item_end};

const FILE_LINES_MAX: usize = 400;
const TEST_FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let finding = |line, law, next: &str| Finding {
        path: source.path.clone(),
        line,
        law,
        next: next.to_owned(),
    };
    let mut found = Vec::new();
    if source.path.ends_with("/mod.rs") {
        found.push(finding(1, "no mod.rs", "call the file by the room's name, beside its folder"));
    }
    if !source.raw.first().is_some_and(|line| line.starts_with("//!")) {
        found.push(finding(1, "a file opens with //!", "say in one line what lives here"));
    }
    let (max, law) = match source.is_test() {
        true => (TEST_FILE_LINES_MAX, "a test file has at most 600 lines"),
        false => (FILE_LINES_MAX, "a file has at most 400 lines"),
    };
    if source.raw.len() > max {
        found.push(finding(max + 1, law, "move what belongs together into a file of its own"));
    }
    for (index, line) in source.raw.iter().enumerate() {
        if line.chars().count() > COLUMNS_MAX {
            found.push(finding(index + 1, "a line has at most 100 columns", "break it"));
        }
    }
    for (start, lines) in functions(&source.code) {
        if lines > FUNCTION_LINES_MAX {
            let law = "a function has at most 70 lines";
            found.push(finding(start + 1, law, "give its steps names of their own"));
        }
    }
    found
}

/// Where each function starts, and how many lines it has.
fn functions(code: &[String]) -> impl Iterator<Item = (usize, usize)> {
    let starts = code.iter().enumerate().filter(|(_, line)| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let name = words.iter().position(|word| *word == "fn");
        name.is_some_and(|at| words[..at].iter().all(|word| is_qualifier(word)))
    });
    starts.map(|(start, _)| (start, item_end(code, start) + 1 - start))
}

fn is_qualifier(word: &str) -> bool {
    word.starts_with("pub")
        || ["const", "async", "unsafe", "extern", "\"", "in", "super)", "crate)"].contains(&word)
}
