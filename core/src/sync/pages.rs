//! How a phone that hears more villages than one request may name speaks of them: first digests of
//! pages, then the cursors of those pages that differ, as many as fit.

use std::collections::VecDeque;

use fangxian_protocol::limits::{CURSORS_MAX, PAGES_MAX};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{Page, Span, SyncResponse};

/// Villages of one page: a change in one of them costs the cursors of so many.
const PAGE_CURSORS: usize = 128;

/// What a session has said of how far villages were heard, and has still to say.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// Pages that differ and were not answered yet; `None` before they were compared.
    differing: Option<VecDeque<Span>>,
    asked: Asked,
    /// Something was said since they were compared: they are compared once more.
    said_since: bool,
}

/// What the last request spoke of.
#[derive(Debug, Default)]
enum Asked {
    /// All villages, by their cursors.
    #[default]
    All,
    /// All villages, by digests of these pages.
    Digests(Vec<Span>),
    /// The first so many pages that differ, by their cursors.
    Named(usize),
    /// None: only something was pushed.
    Nothing,
}

impl Pages {
    /// The cursors and the pages of the next request. `cursors` ascend by village.
    pub(super) fn ask(&mut self, cursors: Vec<Cursor>, pushes: bool) -> (Vec<Cursor>, Vec<Page>) {
        if self.differing.as_ref().is_some_and(VecDeque::is_empty) && self.said_since {
            self.differing = None;
        }
        let (named, pages) = match &mut self.differing {
            None if cursors.len() <= CURSORS_MAX => {
                self.asked = Asked::All;
                (cursors, Vec::new())
            }
            None => {
                let spans = spans(&cursors);
                let pages = spans.iter().map(|span| Page::digested(*span, &cursors)).collect();
                self.asked = Asked::Digests(spans);
                (Vec::new(), pages)
            }
            Some(differing) if differing.is_empty() => {
                self.asked = Asked::Nothing;
                (Vec::new(), vec![Page::digested(Span::NONE, &[])])
            }
            Some(differing) => {
                let (count, named) = as_many_as_fit(differing, &cursors);
                self.asked = Asked::Named(count);
                (named, differing.iter().take(count).map(|span| Page::named(*span)).collect())
            }
        };
        self.said_since = match self.asked {
            // They are compared after what is pushed was taken.
            Asked::All | Asked::Digests(_) => false,
            Asked::Named(_) | Asked::Nothing => self.said_since || pushes,
        };
        (named, pages)
    }

    /// Whether anything is left to ask once this answer was taken.
    pub(super) fn answered(&mut self, response: &SyncResponse) -> bool {
        match &self.asked {
            Asked::All => return response.more,
            Asked::Digests(spans) => {
                // With more of the directory to come first, nothing was compared.
                if response.more && response.differs.is_empty() {
                    return true;
                }
                let places = response.differs.iter();
                let differing = places.filter_map(|place| {
                    let place = usize::try_from(*place).ok()?;
                    spans.get(place).copied()
                });
                self.differing = Some(differing.collect());
            }
            Asked::Named(count) if !response.more => {
                let count = *count;
                self.differing.iter_mut().for_each(|all| drop(all.drain(..count)));
            }
            Asked::Named(_) => return true,
            Asked::Nothing => {}
        }
        let left = self.differing.as_ref().is_some_and(|left| !left.is_empty());
        left || self.said_since || (matches!(self.asked, Asked::Nothing) && response.more)
    }

    /// What the centre says of something that was not a request of ours is to be heard.
    pub(super) fn compare_again(&mut self) {
        self.said_since = true;
    }
}

/// Pages that hold all villages there can be, each about as many that were heard.
fn spans(cursors: &[Cursor]) -> Vec<Span> {
    let size = PAGE_CURSORS.max(cursors.len().div_ceil(PAGES_MAX));
    let starts = cursors.chunks(size).skip(1).filter_map(|page| page.first());
    let starts = starts.map(|first| first.village.as_u64());
    let bounds: Vec<u64> =
        std::iter::once(Span::ALL.from).chain(starts).chain([Span::ALL.until]).collect();
    bounds.windows(2).map(|two| Span { from: two[0], until: two[1] }).collect()
}

/// How many pages, from the first, fit into one request, and the cursors in them. A page that has
/// grown too large meanwhile is cut in two.
fn as_many_as_fit(differing: &mut VecDeque<Span>, cursors: &[Cursor]) -> (usize, Vec<Cursor>) {
    if let Some(first) = differing.pop_front() {
        match first.of(cursors).get(CURSORS_MAX) {
            Some(beyond) => {
                let cut = beyond.village.as_u64();
                differing.push_front(Span { from: cut, ..first });
                differing.push_front(Span { until: cut, ..first });
            }
            None => differing.push_front(first),
        }
    }
    let (mut count, mut named) = (0, Vec::new());
    for span in differing.iter().take(PAGES_MAX) {
        let more = span.of(cursors);
        if named.len() + more.len() > CURSORS_MAX {
            break;
        }
        named.extend_from_slice(more);
        count += 1;
    }
    (count, named)
}

#[cfg(test)]
mod tests {
    use fangxian_protocol::id::{Division, LogMark};

    use super::*;

    fn cursors(count: u64) -> Vec<Cursor> {
        let village = |n: u64| Division::from_u64(990_000_000_000 + n * 7).unwrap();
        let cursor = |n| Cursor { village: village(n), position: n + 1, mark: LogMark::START };
        (0..count).map(cursor).collect()
    }

    fn answer(more: bool, differs: Vec<u64>) -> SyncResponse {
        SyncResponse {
            dialect: 1,
            server_time_ms: 0,
            judged: 0,
            refused: vec![],
            villages: vec![],
            snapshots: vec![],
            directory: None,
            more,
            differs,
        }
    }

    #[test]
    fn up_to_the_limit_all_are_named_and_one_more_are_digested() {
        let limit = CURSORS_MAX as u64;
        let (named, pages) = Pages::default().ask(cursors(limit), false);
        assert_eq!((named.len(), pages.len()), (CURSORS_MAX, 0));
        let (named, pages) = Pages::default().ask(cursors(limit + 1), false);
        assert_eq!((named.len(), pages.len()), (0, 9));
        assert_eq!((pages[0].span.from, pages[8].span.until), (0, Span::ALL.until));
        assert!(pages.windows(2).all(|two| two[0].span.until == two[1].span.from));
        for many in [60_000, 1_000_000] {
            let (_, pages) = Pages::default().ask(cursors(many), false);
            assert!(pages.len() <= PAGES_MAX, "{many}: {}", pages.len());
        }
    }

    #[test]
    fn only_pages_that_differ_are_named_until_they_are_heard() {
        let all = cursors(10_000);
        let mut pages = Pages::default();
        pages.ask(all.clone(), true);
        assert!(pages.answered(&answer(true, vec![])), "the directory came first");
        pages.ask(all.clone(), false);
        assert!(pages.answered(&answer(true, (0..20).collect())));
        let mut named = Vec::new();
        for round in 0..3 {
            let (some, spoken) = pages.ask(all.clone(), false);
            assert!(some.len() <= CURSORS_MAX && spoken.iter().all(|page| page.digest.is_none()));
            assert!(pages.answered(&answer(true, vec![])), "more of the same");
            let (same, _) = pages.ask(all.clone(), false);
            assert_eq!(same, some);
            named.extend(some);
            assert_eq!(pages.answered(&answer(false, vec![])), round < 2);
        }
        assert_eq!(named, all[..20 * PAGE_CURSORS]);
    }

    #[test]
    fn what_is_pushed_meanwhile_is_compared_once_more_and_then_it_ends() {
        let all = cursors(2_000);
        let mut pages = Pages::default();
        pages.ask(all.clone(), true);
        assert!(pages.answered(&answer(true, vec![3])));
        pages.ask(all.clone(), true);
        assert!(pages.answered(&answer(false, vec![])), "said while another page was heard");
        let (named, spoken) = pages.ask(all.clone(), false);
        assert!(named.is_empty() && spoken.iter().all(|page| page.digest.is_some()));
        assert!(!pages.answered(&answer(false, vec![])));
        // Whoever always says that a page differs is asked about it once.
        pages.compare_again();
        pages.ask(all.clone(), false);
        assert!(pages.answered(&answer(true, vec![0])));
        pages.ask(all.clone(), false);
        assert!(!pages.answered(&answer(false, vec![])));
    }

    #[test]
    fn a_page_that_grew_is_cut() {
        let mut pages = Pages::default();
        pages.ask(cursors(1_025), false);
        assert!(pages.answered(&answer(true, vec![8])), "new villages, all in the last page");
        pages.ask(cursors(1_025), false);
        assert!(pages.answered(&answer(true, vec![])));
        let grown = cursors(5_000);
        let mut heard = 0;
        loop {
            let (named, _) = pages.ask(grown.clone(), false);
            assert!(named.len() <= CURSORS_MAX);
            heard += named.len();
            if !pages.answered(&answer(false, vec![])) {
                break;
            }
        }
        assert_eq!(heard, 5_000 - 1_024);
    }
}
