//! A Rust file as the laws see it: code without comments and texts, and which lines are tests.

use std::collections::BTreeSet;

/// A Rust file.
pub(super) struct Source {
    /// Relative to the root.
    pub(super) path: String,
    /// Its lines as written.
    pub(super) raw: Vec<String>,
    /// Its lines with comments and the insides of texts blanked.
    pub(super) code: Vec<String>,
    /// Which lines belong to tests.
    pub(super) tests: Vec<bool>,
}

impl Source {
    /// Parses every Rust file among `files`, generated ones left out.
    pub(super) fn parse_all(files: &[(String, String)]) -> Vec<Self> {
        let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
        let mut sources: Vec<Self> = rust.map(|(path, text)| Self::parse(path, text)).collect();
        let declared: BTreeSet<String> = sources.iter().flat_map(Self::test_modules).collect();
        for source in &mut sources {
            let is_test = is_test_path(&source.path)
                || declared.iter().any(|module| source.is_within(module));
            if is_test {
                source.tests.fill(true);
            }
        }
        sources
    }

    /// Whether the whole file is tests.
    pub(super) fn is_test(&self) -> bool {
        self.tests.iter().all(|test| *test)
    }

    /// Lines of code outside tests, with their numbers from 1.
    pub(super) fn code_outside_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.iter().zip(&self.tests).enumerate();
        lines.filter(|(_, (_, test))| !**test).map(|(index, (code, _))| (index + 1, code.as_str()))
    }

    fn parse(path: &str, text: &str) -> Self {
        let code: Vec<String> = blank(text).lines().map(str::to_owned).collect();
        Self {
            path: path.to_owned(),
            raw: text.lines().map(str::to_owned).collect(),
            tests: inline_tests(&code),
            code,
        }
    }

    /// Modules in files of their own that this file declares for tests only, without `.rs`.
    fn test_modules(&self) -> Vec<String> {
        let folder = match self.path.rsplit_once('/') {
            Some((folder, "lib.rs" | "main.rs")) => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        };
        let marked = self.code.iter().enumerate();
        let marked = marked.filter(|(_, line)| line.trim() == "#[cfg(test)]");
        marked
            .filter_map(|(at, _)| {
                let item = self.raw.get(at + 1)?.trim();
                if let Some(path) = item.strip_prefix("#[path = \"") {
                    let beside = self.path.rsplit_once('/')?.0;
                    return Some(format!("{beside}/{}", path.strip_suffix(".rs\"]")?));
                }
                let (_, module) = item.strip_suffix(';')?.rsplit_once("mod ")?;
                Some(format!("{folder}/{module}"))
            })
            .collect()
    }

    fn is_within(&self, module: &str) -> bool {
        let rest = self.path.strip_prefix(module);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }
}

/// Whether cargo builds the file only for tests, benches and examples.
fn is_test_path(path: &str) -> bool {
    let folder =
        |name: &str| path.starts_with(&format!("{name}/")) || path.contains(&format!("/{name}/"));
    folder("tests") || folder("benches") || folder("examples")
}

/// Marks the lines of `#[cfg(test)]` items written in place.
fn inline_tests(code: &[String]) -> Vec<bool> {
    let mut tests = vec![false; code.len()];
    let mut line = 0;
    while line < code.len() {
        if code[line].trim() != "#[cfg(test)]" {
            line += 1;
            continue;
        }
        let end = item_end(code, line + 1);
        tests[line..=end].fill(true);
        line = end + 1;
    }
    tests
}

/// The last line of the item that starts at `start`: its closing brace, or its semicolon.
pub(super) fn item_end(code: &[String], start: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, line) in code[start.min(code.len())..].iter().enumerate() {
        for letter in line.chars() {
            match letter {
                '{' | '(' | '[' => depth += 1,
                '}' if depth == 1 => return start + offset,
                '}' | ')' | ']' => depth = depth.saturating_sub(1),
                ';' if depth == 0 => return start + offset,
                _ => {}
            }
        }
    }
    code.len().saturating_sub(1)
}

/// Replaces comments and the insides of texts by spaces, line for line.
fn blank(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = match token_end(&letters, at) {
            Some(end) => end,
            None => {
                out.push(letters[at]);
                at += 1;
                continue;
            }
        };
        let quoted = letters[at] != '/';
        for (index, letter) in letters[at..end].iter().enumerate() {
            let edge = quoted && (index == 0 || at + index + 1 == end);
            out.push(match letter {
                '\n' => '\n',
                _ if edge => '"',
                _ => ' ',
            });
        }
        at = end;
    }
    out
}

/// Where the comment or text that starts at `at` ends; `None` when none starts there.
fn token_end(letters: &[char], at: usize) -> Option<usize> {
    let next = |offset: usize| letters.get(at + offset).copied();
    let find = |from: usize, wanted: &[char]| {
        let rest = letters.get(from..).unwrap_or_default();
        let found = rest.windows(wanted.len()).position(|window| window == wanted);
        found.map_or(letters.len(), |offset| from + offset + wanted.len())
    };
    match (letters[at], next(1)) {
        ('/', Some('/')) => {
            Some(find(at, &['\n']) - usize::from(find(at, &['\n']) < letters.len()))
        }
        ('/', Some('*')) => Some(find(at + 2, &['*', '/'])),
        ('"', _) => Some(text_end(letters, at + 1, '"')),
        ('r', Some('"' | '#')) if !is_word_before(letters, at) => {
            let hashes = letters[at + 1..].iter().take_while(|letter| **letter == '#').count();
            (next(1 + hashes) == Some('"')).then(|| {
                let close = [&['"'], vec!['#'; hashes].as_slice()].concat();
                find(at + 2 + hashes, &close)
            })
        }
        ('\'', Some('\\')) => Some(text_end(letters, at + 1, '\'')),
        ('\'', Some(_)) if next(2) == Some('\'') => Some(at + 3),
        _ => None,
    }
}

/// A raw text may follow `b`, as in `br"…"`, but not the rest of a name.
fn is_word_before(letters: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| letters.get(before));
    before.is_some_and(|letter| (letter.is_alphanumeric() && *letter != 'b') || *letter == '_')
}

fn text_end(letters: &[char], from: usize, quote: char) -> usize {
    let mut at = from;
    while let Some(letter) = letters.get(at) {
        match letter {
            '\\' => at += 1,
            letter if *letter == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    letters.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked_and_code_is_kept() {
        let text = "let a = \"x.unwrap()\"; // b.unwrap()\n\
                    let c = r#\"panic!(\"d\")\"#; e('{', '\\'');\n\
                    /* f\n */ g::<'a>()";
        let blanked = blank(text);
        assert_eq!(blanked.lines().count(), text.lines().count());
        for gone in ["unwrap", "panic", "{", "f\n"] {
            assert!(!blanked.contains(gone), "{gone}: {blanked}");
        }
        assert!(blanked.contains("g::<'a>()") && blanked.contains("let c"));
    }

    #[test]
    fn test_lines_are_known_in_place_and_in_files() {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let sources = Source::parse_all(&[
            file("a/src/lib.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n  fn t() {}\n}\nfn g() {}"),
            file("a/src/room.rs", "#[cfg(test)]\nmod testing;\nfn f() {}"),
            file("a/src/hall.rs", "#[cfg(test)]\n#[path = \"hall_tests.rs\"]\nmod tests;"),
            file("a/src/hall_tests.rs", "fn f() {}"),
            file("a/src/room/testing.rs", "fn f() {}"),
            file("a/src/room/testing/deep.rs", "fn f() {}"),
            file("a/src/room/other.rs", "fn f() {}"),
            file("a/tests/main.rs", "fn f() {}"),
        ]);
        let tests: Vec<&[bool]> = sources.iter().map(|s| s.tests.as_slice()).collect();
        assert_eq!(tests[0], [false, true, true, true, true, false]);
        assert_eq!(tests[1], [true, true, false]);
        let whole: Vec<bool> = sources.iter().map(Source::is_test).collect();
        assert_eq!(whole, [false, false, true, true, true, true, false, true]);
    }
}
