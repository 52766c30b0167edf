//! What a device has not heard: village logs in its scopes, snapshots to start from, directory.

use std::collections::BTreeMap;

use fangxian::crdt::pack;
use fangxian_protocol::directory::Directory;
use fangxian_protocol::id::Division;
use fangxian_protocol::limits::{
    CURSORS_MAX, PULL_BYTES_MAX, PULL_ENTRIES_MAX, SNAPSHOT_BYTES_MAX, SNAPSHOT_ENTRIES_MIN,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{Page, SyncRequest, VillageLog};
use fangxian_protocol::snapshot::Manifest;

use super::auth::Caller;
use super::{Centre, Refused};
use crate::storage::{LogPage, StorageError};

/// What is new for a device.
#[derive(Debug, Default)]
pub(super) struct News {
    pub(super) villages: Vec<VillageLog>,
    pub(super) snapshots: Vec<Manifest>,
    pub(super) directory: Option<Directory>,
    pub(super) more: bool,
    /// Pages, by their place, whose digest is another here.
    pub(super) differs: Vec<u64>,
}

impl Centre {
    /// How far each log in the caller's scopes goes before its push is taken; `None` when it
    /// pushes nothing.
    pub(super) fn ends_before(
        &self,
        caller: &Caller,
        request: &SyncRequest,
    ) -> Result<Option<BTreeMap<Division, u64>>, StorageError> {
        if request.push.is_empty() || !caller.is_valid() {
            return Ok(None);
        }
        let ends = self.registry().storage().log_ends(&caller.device.scopes())?;
        Ok(Some(ends.into_iter().map(|end| (end.village, end.position)).collect()))
    }

    /// Gathers what is new, oldest first, as much as one answer may hold.
    pub(super) fn pull(
        &self,
        caller: &Caller,
        request: &SyncRequest,
        ends_before: Option<&BTreeMap<Division, u64>>,
    ) -> Result<News, Refused> {
        let scopes = caller.device.scopes();
        let (mut news, mut pages) = (News::default(), Vec::new());
        // One place is kept for a word of the centre that belongs to the last.
        let mut left = (PULL_ENTRIES_MAX - 1, PULL_BYTES_MAX);
        let heard: BTreeMap<Division, Cursor> =
            request.cursors.iter().map(|cursor| (cursor.village, *cursor)).collect();
        let mut ends = self.registry().storage().log_ends(&scopes)?;
        if !request.pages.is_empty() {
            ends.sort_unstable_by_key(|end| end.village);
            news.differs = differing(&request.pages, &ends);
            news.more = !news.differs.is_empty();
            ends = named(&request.pages, &ends);
        }
        for end in ends {
            let start = Cursor::start(end.village);
            let cursor = heard.get(&end.village).copied().unwrap_or(start);
            if cursor.position >= end.position {
                continue;
            }
            if pages.len() + news.snapshots.len() >= CURSORS_MAX {
                news.more = true;
                break;
            }
            if !heard.contains_key(&end.village)
                && let Some(manifest) = self.start_from(end)?
            {
                news.snapshots.push(manifest);
                continue;
            }
            let before = match ends_before {
                Some(ends) => ends.get(&end.village).copied().unwrap_or(0),
                None => end.position,
            };
            let page = self.page(caller, cursor, end.position, before, left)?;
            news.more |= page.through.position < end.position;
            if page.through == cursor {
                continue;
            }
            left.0 = left.0.saturating_sub(page.entries.len());
            left.1 = left.1.saturating_sub(page.entries.iter().map(Vec::len).sum::<usize>());
            self.metrics().pulled(page.entries.len());
            pages.push(page);
        }
        // Read after the logs: whoever spoke in them is in it, the centre itself too.
        let roster = self.registry().roster()?;
        let (directory, more) = roster.visible_since(request.directory, &scopes);
        if more {
            // Nobody's words are sent ahead of the certificate that proves them.
            return Ok(News { directory, more, ..News::default() });
        }
        news.directory = directory;
        news.villages = self.packed(&pages);
        Ok(news)
    }

    fn packed(&self, pages: &[LogPage]) -> Vec<VillageLog> {
        let bytes = pages.iter().flat_map(|page| &page.entries).map(Vec::len).sum();
        let _in_hand = self.hand.pages(bytes);
        let log =
            |page: &LogPage| VillageLog { through: page.through, entries: pack(&page.entries) };
        pages.iter().map(log).collect()
    }

    /// A device without anything of a long log starts from a file, unless it names the beginning
    /// of the log: then it could not take the file.
    fn start_from(&self, end: Cursor) -> Result<Option<Manifest>, StorageError> {
        if end.position < SNAPSHOT_ENTRIES_MIN {
            return Ok(None);
        }
        self.registry().usable_snapshot(end.village, SNAPSHOT_BYTES_MAX as u64)
    }

    /// Entries without the device's own. One that has nothing of a village may have lost all it
    /// had, so it gets its own earlier words back too.
    fn page(
        &self,
        caller: &Caller,
        cursor: Cursor,
        end: u64,
        before: u64,
        (entries_max, bytes_max): (usize, usize),
    ) -> Result<LogPage, StorageError> {
        let storage = self.registry().storage();
        let own = Some(caller.id);
        if cursor.position > 0 {
            return storage.log_after(cursor, end, own, (entries_max, bytes_max));
        }
        let before = before.min(end);
        let mut page = storage.log_after(cursor, before, None, (entries_max, bytes_max))?;
        if page.through.position == before {
            let used: usize = page.entries.iter().map(Vec::len).sum();
            let free = entries_max.saturating_sub(page.entries.len());
            let bounds = (free, bytes_max.saturating_sub(used));
            let rest = storage.log_after(page.through, end, own, bounds)?;
            page.through = rest.through;
            page.entries.extend(rest.entries);
        }
        Ok(page)
    }
}

/// The pages whose digest is another here, by their place.
fn differing(pages: &[Page], ends: &[Cursor]) -> Vec<u64> {
    let differs = |page: &Page| page.digest.is_some() && *page != Page::digested(page.span, ends);
    let places = pages.iter().enumerate().filter(|(_, page)| differs(page));
    places.map(|(place, _)| place as u64).collect()
}

/// The logs of villages whose cursors the request names, or would if the phone had heard them.
fn named(pages: &[Page], ends: &[Cursor]) -> Vec<Cursor> {
    let named = pages.iter().filter(|page| page.digest.is_none());
    named.flat_map(|page| page.span.of(ends)).copied().collect()
}
