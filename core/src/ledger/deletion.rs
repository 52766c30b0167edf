//! Whether this ledger's folder may be deleted: only once the centre has everything that is in it.

use std::sync::atomic::Ordering;

use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::Spoken;

/// What a damaged database is called once it was set aside.
const DAMAGED: &str = ".damaged-";

/// Whether the folder may be deleted (能不能删), and what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// Nothing would be lost.
    pub allowed: bool,
    /// What would be lost, or is not known yet; the first is the first to see to.
    pub obstacles: Vec<Obstacle>,
}

/// One thing that stands in the way of deleting the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What.
    pub kind: ObstacleKind,
    /// How many.
    pub count: u64,
    /// What it is and what to do.
    pub next: Spoken,
}

/// What may stand in the way of deleting the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObstacleKind {
    /// A synchronisation is running.
    Syncing,
    /// What is here was not made anew by this version's rules yet: the drive may be full.
    NotRebuilt,
    /// Everything is to be compared with the centre again, or is being compared.
    HearingAgain,
    /// Changes made here that the centre has not answered for.
    Changes,
    /// Photos, voice notes and documents the centre does not have.
    Attachments,
    /// Changes, also of others, that the centre has lost and this device brings back.
    Lost,
    /// Changes the centre set aside: they count only once they were tried again or looked at.
    SetAside,
    /// A damaged database of this ledger: what could not be saved from it may be nowhere else.
    DamagedFile,
}

impl Ledger {
    /// Whether this ledger's folder may be deleted, as when someone logs out for good. Ask with no
    /// more verbs to come, close the ledger, then delete.
    ///
    /// # Errors
    /// [`LedgerError::Store`]: then it is not known, and the folder must stay.
    pub fn deletion(&self) -> Result<Deletion, LedgerError> {
        let syncing = u64::from(self.0.syncing.load(Ordering::SeqCst));
        let (outbox, hearing, stale) = self.0.store.read(|reading| {
            let hearing = reading.is_hearing_again()? || reading.is_to_hear_again()?;
            Ok((reading.outbox()?, u64::from(hearing), u64::from(reading.is_stale()?)))
        })?;
        let found = [
            (ObstacleKind::Syncing, syncing),
            (ObstacleKind::NotRebuilt, stale),
            (ObstacleKind::HearingAgain, hearing),
            (ObstacleKind::Changes, outbox.pending()),
            (ObstacleKind::Attachments, outbox.attachments_waiting),
            (ObstacleKind::Lost, outbox.lost),
            (ObstacleKind::SetAside, outbox.quarantined),
            (ObstacleKind::DamagedFile, self.damaged_files()?),
        ];
        let found = found.into_iter().filter(|(_, count)| *count > 0);
        let obstacles: Vec<Obstacle> =
            found.map(|(kind, count)| Obstacle { kind, count, next: kind.next(count) }).collect();
        Ok(Deletion { allowed: obstacles.is_empty(), obstacles })
    }

    fn damaged_files(&self) -> Result<u64, LedgerError> {
        let entries = std::fs::read_dir(&self.0.folder).map_err(crate::store::StoreError::from)?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter(|name| is_damaged_file(name)).count() as u64)
    }
}

/// Whether a file was set aside as damaged; its log is counted with it.
fn is_damaged_file(name: &str) -> bool {
    let number = name.split_once(DAMAGED).map(|(_, number)| number);
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

impl ObstacleKind {
    fn next(self, count: u64) -> Spoken {
        let (zh, en) = match self {
            Self::Syncing => (
                "正在同步,请等它完成。".to_owned(),
                "A synchronisation is running: wait for it.".to_owned(),
            ),
            Self::NotRebuilt => (
                "台账还没整理完(手机可能存满了),请清出空间后重新打开。".to_owned(),
                "The ledger was not made anew yet, the device may be full: free some space, then \
                 open it again."
                    .to_owned(),
            ),
            Self::HearingAgain => (
                "还要和中心重新核对一遍,请先同步。".to_owned(),
                "Everything is to be compared with the centre again: synchronise first.".to_owned(),
            ),
            Self::Changes => (
                format!("还有{count}处改动没传到中心,请先同步。"),
                format!("{count} changes are not at the centre yet: synchronise first."),
            ),
            Self::Attachments => (
                format!("还有{count}个附件(照片、录音)没传到中心,请在允许传照片的网络下同步。"),
                format!(
                    "{count} attachments are not at the centre yet: synchronise where photos may \
                     be sent."
                ),
            ),
            Self::Lost => (
                format!("中心缺了{count}处改动,要靠这部手机补上,请先同步。"),
                format!(
                    "The centre lost {count} changes that this device brings back: synchronise \
                     first."
                ),
            ),
            Self::SetAside => (
                format!("有{count}处改动中心没有收下,请先看“留底待认定”,按提示重试或找管理员。"),
                format!(
                    "The centre set {count} changes aside: look at them, try them again or ask \
                     the administrator first."
                ),
            ),
            Self::DamagedFile => (
                format!(
                    "这里留着{count}个损坏的台账文件,里面可能有没传出去的,请找管理员看过再删。"
                ),
                format!(
                    "{count} damaged databases are kept here and may hold what was never sent: \
                     have the administrator look first."
                ),
            ),
        };
        Spoken::new(zh, en)
    }
}
