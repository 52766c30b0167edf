//! What a test said of its failure, said again at the end: of a long log, often only the end is
//! kept.

use std::sync::{Mutex, PoisonError};

/// What a line holds that tells of a failure, in the words of cargo, JUnit, pytest and Swift.
const TELLING: [&str; 6] = ["FAILED", " panicked at ", "✘", "Error: ", "Error at ", "Exception: "];
/// How many lines after it belong to it.
const AFTER: usize = 6;
/// How many lines are kept in all: the first ones.
const LINES_MAX: usize = 80;

static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Reads what a suite says, line by line.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    left: usize,
}

impl Failures {
    /// Keeps a line if it tells of a failure, or follows one that does.
    pub(crate) fn hear(&mut self, line: &str) {
        let numbered = line
            .split_once(") ")
            .is_some_and(|(number, named)| number.parse::<u32>().is_ok() && named.ends_with(')'));
        if numbered || TELLING.iter().any(|word| line.contains(word)) {
            self.left = AFTER + 1;
        }
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if self.left > 0 && kept.len() < LINES_MAX {
            self.left -= 1;
            kept.push(line.to_owned());
        }
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
        heard.hear("thread 'a' panicked at tests/a.rs:1:");
        let kept = std::mem::take(&mut *KEPT.lock().unwrap());
        assert_eq!(kept[..2], junit[1..]);
        assert_eq!(kept.len(), AFTER + 2);
    }
}
