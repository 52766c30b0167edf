//! What a test said of its failure, said again at the end: of a long log, often only the end is
//! kept.

use std::sync::{Mutex, PoisonError};

/// What a line holds that names a test that failed.
const NAMING: [&str; 2] = ["FAILED", "✘"];
/// What a line holds that says why, in the words of cargo, JUnit, pytest and Swift.
const TELLING: [&str; 4] = [" panicked at ", "Error: ", "Error at ", "Exception: "];
/// How many lines after it belong to it.
const AFTER: usize = 6;
/// How many lines are kept in all: the first ones.
const LINES_MAX: usize = 80;

static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Reads what a suite says, line by line.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    left: usize,
    lines: Vec<String>,
}

impl Failures {
    /// Notes a line if it tells of a failure, or follows one that does.
    pub(crate) fn hear(&mut self, line: &str) {
        let numbered = line
            .split_once(") ")
            .is_some_and(|(number, named)| number.parse::<u32>().is_ok() && named.ends_with(')'));
        if numbered || TELLING.iter().any(|word| line.contains(word)) {
            self.left = AFTER + 1;
        } else if NAMING.iter().any(|word| line.contains(word)) {
            self.left = self.left.max(1);
        }
        if self.left > 0 {
            self.left -= 1;
            self.lines.push(line.to_owned());
        }
    }

    /// Keeps what was noted: the suite failed.
    pub(crate) fn keep(self) {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let room = LINES_MAX.saturating_sub(kept.len());
        kept.extend(self.lines.into_iter().take(room));
    }
}

/// Says again what was kept, and forgets it.
pub(crate) fn say() {
    let kept = std::mem::take(&mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner));
    if !kept.is_empty() {
        println!("what failed, once more:");
        kept.iter().for_each(|line| println!("  {line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_kept_with_what_follows_it_and_success_is_not() {
        let mut heard = Failures::default();
        let junit = ["OK so far", "1) what it promises(fangxian.demo.AppTest)", "never came: “x”"];
        junit.iter().for_each(|line| heard.hear(line));
        (0..AFTER).for_each(|_| heard.hear("\tat somewhere"));
        heard.hear("test a ... FAILED");
        heard.hear("test b ... ok");
        heard.hear("thread 'a' panicked at tests/a.rs:1:");
        assert_eq!(heard.lines[..2], junit[1..]);
        let last = ["test a ... FAILED", "thread 'a' panicked at tests/a.rs:1:"];
        assert_eq!(heard.lines[AFTER + 1..], last);
    }
}
