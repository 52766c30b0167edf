//! Attachments that are not at the centre: which are to be tried now, and which were set aside,
//! why, and what to do.
//!
//! Where a file lies is what counts (D12). What is noted here may be lost and costs only tries.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{EvidenceHash, RecordId};

use super::envelope::damaged;
use super::{Attachments, Reading, Store, StoreError, Writing};

/// So many synchronisations in vain, then a person is asked.
const TRIES_MAX: i64 = 5;
/// What was set aside for the line or the centre is tried again by itself after so long.
const AGAIN_AFTER_MS: i64 = 60 * 60 * 1_000;

/// What stands in the way of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttachmentTrouble {
    /// 文件坏了: its bytes are not those that were taken.
    Damaged,
    /// 文件没了: there is no file.
    Missing,
    /// 被拦住了: words get through and this does not, again and again.
    Blocked,
    /// 对不上: the centre found other bytes than the record says, again and again.
    Differs,
    /// 没有记录提到: the centre has no record in reach that names it.
    NotNamed,
}

/// An attachment that is to be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueAttachment {
    /// Which.
    pub hash: EvidenceHash,
    /// How long its file is; 0 when there is none.
    pub bytes: u64,
}

/// Attachments that are not at the centre.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueAttachments {
    /// To be tried now: those that never failed first, small ones first.
    pub due: Vec<DueAttachment>,
    /// How many others wait for a person.
    pub set_aside: u64,
}

/// An attachment that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnsentAttachment {
    /// A record that names it.
    pub record: RecordId,
    /// Which.
    pub hash: EvidenceHash,
    /// Why.
    pub trouble: AttachmentTrouble,
    /// When it was first seen to wait, milliseconds since 1970 UTC.
    pub saved_ms: i64,
}

impl AttachmentTrouble {
    const ALL: [Self; 5] =
        [Self::Damaged, Self::Missing, Self::Blocked, Self::Differs, Self::NotNamed];

    /// What happened and what to do, in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Damaged => {
                "手机里这张照片(或录音、文件)坏了,传不上去。记录还在,请重新拍一张补到这条记录里。"
            }
            Self::Missing => {
                "手机里找不到这张照片(或录音、文件)了,可能被清理掉了。记录还在,请重新拍一张补上。"
            }
            Self::Blocked => {
                "这张照片(或录音、文件)试了几次都被网络拦住,文字已经传到。请换个网络,再点“重试”。"
            }
            Self::Differs => {
                "中心收到的照片(或录音、文件)总是对不上,没有收下。请再点“重试”,不行就重拍一张补上。"
            }
            Self::NotNamed => {
                "中心没有收下提到这张照片(或录音、文件)的记录。请先看那条记录为什么没收下,再点“重试”。"
            }
        }
    }

    /// The same in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Damaged => {
                "This photo, recording or file is damaged on this phone and cannot be sent. The \
                 record is safe: take it again and add it there."
            }
            Self::Missing => {
                "This photo, recording or file is no longer on this phone; a cleaner may have \
                 removed it. The record is safe: take it again and add it there."
            }
            Self::Blocked => {
                "Something on the network keeps stopping this photo, recording or file; the words \
                 have arrived. Use another network, then retry."
            }
            Self::Differs => {
                "What the centre receives of this photo, recording or file is never what the \
                 record says. Retry; if that does not help, take it again and add it there."
            }
            Self::NotNamed => {
                "The centre has taken no record that names this photo, recording or file. See why \
                 that record was not taken, then retry."
            }
        }
    }

    fn code(self) -> i64 {
        match self {
            Self::Damaged => 1,
            Self::Missing => 2,
            Self::Blocked => 3,
            Self::Differs => 4,
            Self::NotNamed => 5,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.code() == code)
    }

    /// Whether only a person can help: no other line and no other day does.
    fn is_here(self) -> bool {
        matches!(self, Self::Damaged | Self::Missing)
    }
}

/// What is noted of an attachment that was tried in vain.
struct Tried {
    tries: i64,
    trouble: Option<AttachmentTrouble>,
    aside: bool,
    tried_ms: i64,
}

impl Tried {
    /// Whether it waits for a person at `now_ms`.
    fn rests(&self, now_ms: i64) -> bool {
        let by_itself = self.trouble.is_none_or(|trouble| !trouble.is_here());
        let waited_ms = now_ms.saturating_sub(self.tried_ms);
        // A clock that was set back says nothing.
        self.aside && (!by_itself || (0..AGAIN_AFTER_MS).contains(&waited_ms))
    }
}

/// What is to be tried now, and how many wait for a person.
///
/// # Errors
/// Those of the store; the folder cannot be read.
pub fn due_attachments(store: &Store, now_ms: i64) -> Result<DueAttachments, StoreError> {
    let folder = Attachments::of(store.folder());
    let mut lengths: BTreeMap<EvidenceHash, u64> = folder.waiting()?.into_iter().collect();
    let (missing, named, tried) = store.read(|reading| {
        Ok((reading.said_to_wait()?, reading.named_waiting()?, reading.tried()?))
    })?;
    for hash in missing {
        // One that is here was moved, and the power went before that was noted.
        if folder.file(&hash).is_none() {
            lengths.insert(hash, 0);
        }
    }
    let (mut found, mut due) = (DueAttachments::default(), Vec::new());
    for (hash, bytes) in lengths {
        match tried.get(&hash) {
            // A file that no record names is nobody's to be told of.
            Some(tried) if tried.rests(now_ms) => {
                found.set_aside += u64::from(named.contains(&hash));
            }
            tried => due.push((tried.map_or(0, |tried| tried.tries), bytes, hash)),
        }
    }
    due.sort_unstable();
    found.due = due.into_iter().map(|(_, bytes, hash)| DueAttachment { hash, bytes }).collect();
    Ok(found)
}

impl Reading<'_> {
    /// What waits for a person, oldest first: once for each record that names it.
    ///
    /// # Errors
    /// Those of the store.
    pub fn attachments_set_aside(&self) -> Result<Vec<UnsentAttachment>, StoreError> {
        let sql = "SELECT d.record, t.hash, t.trouble, w.since_ms FROM attachment_try AS t
                   JOIN attachment_waiting AS w ON w.hash = t.hash
                   JOIN evidence AS e ON e.hash = t.hash JOIN document AS d ON d.row = e.row
                   WHERE t.aside = 1 ORDER BY w.since_ms, t.hash, d.record";
        self.all(sql, [], |row| {
            let trouble = AttachmentTrouble::from_code(row.get(2)?);
            Ok(UnsentAttachment {
                record: RecordId(row.get(0)?),
                hash: EvidenceHash(row.get(1)?),
                trouble: trouble.ok_or(damaged("attachment_try.trouble"))?,
                saved_ms: row.get(3)?,
            })
        })
    }

    fn said_to_wait(&self) -> Result<Vec<EvidenceHash>, StoreError> {
        self.all("SELECT hash FROM attachment_waiting", [], |row| Ok(EvidenceHash(row.get(0)?)))
    }

    fn named_waiting(&self) -> Result<BTreeSet<EvidenceHash>, StoreError> {
        let sql = "SELECT hash FROM attachment_waiting WHERE hash IN (SELECT hash FROM evidence)";
        let hashes = self.all(sql, [], |row| Ok(EvidenceHash(row.get(0)?)))?;
        Ok(hashes.into_iter().collect())
    }

    fn tried(&self) -> Result<BTreeMap<EvidenceHash, Tried>, StoreError> {
        let sql = "SELECT hash, tries, trouble, aside, tried_ms FROM attachment_try";
        let rows = self.all(sql, [], |row| {
            let trouble: Option<i64> = row.get(2)?;
            let tried = Tried {
                tries: row.get(1)?,
                trouble: trouble.and_then(AttachmentTrouble::from_code),
                aside: row.get(3)?,
                tried_ms: row.get(4)?,
            };
            Ok((EvidenceHash(row.get(0)?), tried))
        })?;
        Ok(rows.into_iter().collect())
    }
}

impl Writing<'_> {
    /// An attachment was tried in vain; whether it waits for a person from now on.
    ///
    /// # Errors
    /// Those of the store.
    pub fn attachment_tried(
        &self,
        hash: &EvidenceHash,
        trouble: Option<AttachmentTrouble>,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO attachment_try (hash, tries, trouble, aside, tried_ms)
                   VALUES (?1, 1, ?2, 0, ?3)
                   ON CONFLICT (hash) DO UPDATE SET tries = tries + 1, tried_ms = excluded.tried_ms,
                       trouble = coalesce(excluded.trouble, trouble), aside = 0
                   RETURNING tries";
        let code = trouble.map(AttachmentTrouble::code);
        let tries: i64 = self.value(sql, (hash.0, code, now_ms))?.unwrap_or_default();
        let aside = trouble.is_some_and(|trouble| trouble.is_here() || tries >= TRIES_MAX);
        if aside {
            self.run("UPDATE attachment_try SET aside = 1 WHERE hash = ?1", [hash.0])?;
        }
        Ok(aside)
    }

    /// Whatever waits for a person is tried again; how many there were.
    ///
    /// # Errors
    /// Those of the store.
    pub fn retry_attachments(&self) -> Result<u64, StoreError> {
        let asides = self.value("SELECT count(*) FROM attachment_try WHERE aside = 1", [])?;
        self.run("DELETE FROM attachment_try", [])?;
        Ok(asides.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_794_801_600_000;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&folder.path().join("ledger.sqlite")).unwrap();
        (folder, store)
    }

    #[test]
    fn what_failed_comes_after_what_did_not_and_is_set_aside_in_the_end() {
        let (folder, store) = store();
        let files = Attachments::of(folder.path());
        let (small, large) = (EvidenceHash([1; 32]), EvidenceHash([2; 32]));
        files.keep(&small, b"small").unwrap();
        files.keep(&large, b"not as small").unwrap();
        let due = |now_ms| {
            let found = due_attachments(&store, now_ms).unwrap();
            found.due.into_iter().map(|due| due.hash).collect::<Vec<_>>()
        };
        let tried = |trouble| {
            store.write(|writing| writing.attachment_tried(&small, trouble, NOW_MS)).unwrap()
        };
        assert_eq!(due(NOW_MS), [small, large]);
        assert!(!tried(None));
        assert_eq!(due(NOW_MS), [large, small]);
        for _ in 0..3 {
            assert!(!tried(Some(AttachmentTrouble::Blocked)));
        }
        assert!(tried(Some(AttachmentTrouble::Blocked)), "the fifth sets it aside");
        assert_eq!(due(NOW_MS + AGAIN_AFTER_MS - 1), [large]);
        assert_eq!(due(NOW_MS + AGAIN_AFTER_MS), [large, small], "another hour, another line");
        assert_eq!(due(NOW_MS - 1), [large, small], "a clock set back does not strand it");
        assert!(tried(Some(AttachmentTrouble::Damaged)));
        assert_eq!(due(NOW_MS + 9 * AGAIN_AFTER_MS), [large], "no other line helps that");
        assert_eq!(store.write(|writing| writing.retry_attachments()), Ok(1));
        assert_eq!(due(NOW_MS), [small, large]);
    }

    #[test]
    fn a_file_no_record_names_is_nobodys_to_be_told_of() {
        let (folder, store) = store();
        let hash = EvidenceHash([1; 32]);
        Attachments::of(folder.path()).keep(&hash, b"left over").unwrap();
        assert_eq!(due_attachments(&store, NOW_MS).unwrap().due.len(), 1);
        let damaged = Some(AttachmentTrouble::Damaged);
        assert_eq!(store.write(|w| w.attachment_tried(&hash, damaged, NOW_MS)), Ok(true));
        assert_eq!(due_attachments(&store, NOW_MS), Ok(DueAttachments::default()));
        assert_eq!(store.read(|reading| reading.attachments_set_aside()), Ok(vec![]));
    }
}
