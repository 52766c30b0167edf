//! Tells the story, in Chinese or English, to people or to machines.

use serde_json::{Value, json};

/// The language of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

/// Prints steps as they happen and keeps them for `--json`.
pub struct Teller {
    language: Language,
    quiet: bool,
    chapter: String,
    steps: Vec<Value>,
    failed: usize,
    expected: usize,
}

impl Teller {
    /// A teller that prints, unless `quiet`.
    pub fn new(language: Language, quiet: bool) -> Self {
        let (chapter, steps) = (String::new(), Vec::new());
        Self { language, quiet, chapter, steps, failed: 0, expected: 0 }
    }

    /// The language it tells in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words for the language it tells in.
    pub fn words<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Begins a chapter.
    pub fn chapter(&mut self, number: &str, zh: &str, en: &str) {
        self.chapter = number.to_owned();
        let title = self.words(zh, en).to_owned();
        self.print(&format!("\n\x1b[1m{number} {title}\x1b[0m"));
        self.steps.push(json!({"chapter": number, "title": title}));
    }

    /// Something happens on someone's screen.
    pub fn say(&mut self, who: &str, words: &str) {
        self.print(&format!("   \x1b[36m{who}\x1b[0m  {words}"));
        self.steps.push(json!({"chapter": self.chapter, "who": who, "says": words}));
    }

    /// The story expects something; when it does not hold, the demo fails.
    pub fn expect(&mut self, zh: &str, en: &str, holds: bool) {
        let words = self.words(zh, en).to_owned();
        self.expected += 1;
        self.failed += usize::from(!holds);
        let mark = if holds { "\x1b[32m✔\x1b[0m" } else { "\x1b[31m✘\x1b[0m" };
        self.print(&format!("   {mark} {words}"));
        self.steps.push(json!({"chapter": self.chapter, "expects": words, "holds": holds}));
    }

    /// A table: a title row, then the rows.
    pub fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).map(|(cell, widest)| {
                format!("{cell}{}", " ".repeat(widest.saturating_sub(width(cell)) + 2))
            });
            self.print(&format!("   {}", cells.collect::<String>().trim_end()));
            if index == 0 {
                let line = widths.iter().map(|width| "─".repeat(*width) + "  ");
                self.print(&format!("   {}", line.collect::<String>().trim_end()));
            }
        }
        self.steps.push(json!({"chapter": self.chapter, "table": rows}));
    }

    /// Ends the story: how many expectations there were, and how many failed.
    pub fn end(&mut self) -> (usize, usize) {
        let (expected, failed) = (self.expected, self.failed);
        let zh = format!("\n{} 项预期,{} 项不符。", expected, failed);
        let en = format!("\n{expected} expectations, {failed} failed.");
        let words = self.words(&zh, &en).to_owned();
        self.print(&words);
        (expected, failed)
    }

    /// Everything that was told, for machines.
    pub fn to_json(&self) -> Value {
        json!({"expected": self.expected, "failed": self.failed, "steps": self.steps})
    }

    fn print(&self, line: &str) {
        if !self.quiet {
            println!("{line}");
        }
    }
}

/// How many columns a cell takes: Chinese characters take two.
fn width(cell: &str) -> usize {
    cell.chars().map(|letter| if u32::from(letter) >= 0x2e80 { 2 } else { 1 }).sum()
}
