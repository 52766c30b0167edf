//! What people do on their phones, chosen by chance.

use fangxian::domain::day::Day;
use fangxian::domain::field;
use fangxian::domain::hazard::{CloseKind, HazardAct, Mode, ReinspectResult};
use fangxian::domain::site::{Site, SiteAct};
use fangxian::domain::training::TrainingAct;
use fangxian::ledger::{
    Attachment, HazardDraft, Ledger, LedgerError, NewRecord, Observation, Saved,
};
use fangxian::store::{HazardQuery, Query};
use fangxian_protocol::id::RecordId;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Something a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Reports one hazard.
    Report,
    /// Reports one with photos.
    Photograph,
    /// Reports several in one commit.
    ReportSeveral,
    /// Looks again.
    Observe,
    /// Takes on, orders, reinspects or closes.
    Decide,
    /// Says the work is done.
    Claim,
    /// Describes anew.
    Describe,
    /// Registers a site, or visits one.
    Site,
    /// Opens a training session.
    Training,
}

/// What was done: the records it was saved in.
pub type Done = Vec<RecordId>;

const ALL: [Deed; 13] = [
    Deed::Report,
    Deed::Report,
    Deed::Photograph,
    Deed::ReportSeveral,
    Deed::Observe,
    Deed::Observe,
    Deed::Observe,
    Deed::Decide,
    Deed::Decide,
    Deed::Claim,
    Deed::Describe,
    Deed::Site,
    Deed::Training,
];

impl Deed {
    /// Any.
    pub fn any(chance: &mut ChaCha8Rng) -> Self {
        ALL[chance.random_range(0..ALL.len())]
    }

    /// Any that says words alone.
    pub fn of_words(chance: &mut ChaCha8Rng) -> Self {
        match Self::any(chance) {
            Self::Photograph => Self::Report,
            deed => deed,
        }
    }
}

/// Does it on a ledger. Nothing saved when there is nothing to do it to.
///
/// # Errors
/// Those of the ledger that a person would see.
pub fn perform(ledger: &Ledger, deed: Deed, chance: &mut ChaCha8Rng) -> Result<Done, LedgerError> {
    let saved = match deed {
        Deed::Report => Some(ledger.report_hazard(&hazard(ledger, chance)?)?),
        Deed::Photograph => {
            let draft = HazardDraft { attachments: photos(chance), ..hazard(ledger, chance)? };
            Some(ledger.report_hazard(&draft)?)
        }
        Deed::ReportSeveral => {
            let drafts: Vec<_> = (0..chance.random_range(2..5))
                .map(|_| hazard(ledger, chance))
                .collect::<Result<_, _>>()?;
            return ledger.report_hazards(&drafts);
        }
        Deed::Site => site(ledger, chance)?,
        Deed::Training => Some(training(ledger, chance)?),
        _ => match any_hazard(ledger, chance)? {
            Some(record) => on_hazard(ledger, record, deed, chance)?,
            None => None,
        },
    };
    Ok(saved.map(|saved| saved.record).into_iter().collect())
}

fn on_hazard(
    ledger: &Ledger,
    record: RecordId,
    deed: Deed,
    chance: &mut ChaCha8Rng,
) -> Result<Option<Saved>, LedgerError> {
    let saved = match deed {
        Deed::Claim => {
            let cost_fen = Some(chance.random_range(0..100_000));
            ledger.say(record, None, HazardAct::Claim { measures: "已清理".into(), cost_fen })?
        }
        Deed::Describe => {
            let name = if chance.random() { field::TITLE } else { field::PLACE };
            ledger.describe(record, name, words(chance).into())?
        }
        Deed::Decide => return decide(ledger, record, chance).map(Some),
        _ => {
            let note = chance.random::<bool>().then(|| words(chance));
            let seen = Observation { danger: chance.random(), note, photo: None };
            ledger.observe(record, &seen)?
        }
    };
    Ok(Some(saved))
}

fn decide(
    ledger: &Ledger,
    record: RecordId,
    chance: &mut ChaCha8Rng,
) -> Result<Saved, LedgerError> {
    let shown = ledger.hazard(record)?.face.version;
    let act = match chance.random_range(0..4) {
        0 => HazardAct::Accept {},
        1 => HazardAct::Order {
            mode: Mode::ByDeadline,
            deadline: Day::of_ms(super::MORNING_MS)
                .map(|day| day.plus_days(chance.random_range(1..29))),
            doc_no: None,
        },
        2 => HazardAct::Reinspect { result: ReinspectResult::Pass, opinion: None },
        _ => HazardAct::Close { kind: CloseKind::Rectified, basis: None, doc_no: None },
    };
    ledger.say(record, Some(&shown), act)
}

fn site(ledger: &Ledger, chance: &mut ChaCha8Rng) -> Result<Option<Saved>, LedgerError> {
    let query = Query::<Site> { limit: 20, ..Query::default() };
    let sites = ledger.sites(&query)?.rows;
    if !sites.is_empty() && chance.random() {
        let site = sites[chance.random_range(0..sites.len())].record;
        return ledger.say(site, None, SiteAct::Patrol { working: chance.random() }).map(Some);
    }
    let new = NewRecord {
        home: home(ledger, chance)?,
        ..NewRecord::of(SiteAct::Register {}).with(field::NAME, words(chance))
    };
    ledger.begin(&new).map(Some)
}

fn training(ledger: &Ledger, chance: &mut ChaCha8Rng) -> Result<Saved, LedgerError> {
    let start_ms = super::MORNING_MS + chance.random_range(0..100) * 3_600_000;
    let planned = TrainingAct::Schedule { start_ms, end_ms: start_ms + 3_600_000 };
    ledger.begin(&NewRecord {
        home: home(ledger, chance)?,
        ..NewRecord::of(planned).with(field::TITLE, words(chance))
    })
}

fn hazard(ledger: &Ledger, chance: &mut ChaCha8Rng) -> Result<HazardDraft, LedgerError> {
    Ok(HazardDraft {
        title: words(chance),
        description: words(chance).repeat(chance.random_range(0..30)),
        home: home(ledger, chance)?,
        suspect_major: chance.random_range(0..5) == 0,
        ..HazardDraft::default()
    })
}

fn photos(chance: &mut ChaCha8Rng) -> Vec<Attachment> {
    let count = chance.random_range(1..3);
    let photo = |_| Attachment {
        bytes: (0..chance.random_range(1..2_000)).map(|_| chance.random()).collect(),
        mime: "image/jpeg".into(),
        role: if chance.random() { "before" } else { "after" }.into(),
    };
    (0..count).map(photo).collect()
}

/// A village the person's posts cover; an office picks one of its own.
fn home(
    ledger: &Ledger,
    chance: &mut ChaCha8Rng,
) -> Result<Option<fangxian_protocol::id::Division>, LedgerError> {
    let me = ledger.me()?;
    let villages = super::VILLAGES.iter().filter_map(|code| code.parse().ok());
    let covered = |village: &fangxian_protocol::id::Division| {
        me.posts.iter().any(|(_, scope)| scope.covers(*village))
    };
    let own: Vec<_> = villages.filter(covered).collect();
    Ok((!own.is_empty()).then(|| own[chance.random_range(0..own.len())]))
}

fn any_hazard(ledger: &Ledger, chance: &mut ChaCha8Rng) -> Result<Option<RecordId>, LedgerError> {
    let rows = ledger.hazards(&HazardQuery { limit: 30, ..HazardQuery::default() })?.rows;
    Ok((!rows.is_empty()).then(|| rows[chance.random_range(0..rows.len())].record))
}

fn words(chance: &mut ChaCha8Rng) -> String {
    const WORDS: [&str; 8] = [
        "配电房渗水",
        "疏散通道堆物",
        "灭火器失效",
        "临边无护栏",
        "燃气报警器缺",
        "山塘渗漏",
        "承重墙开裂",
        "急弯无警示",
    ];
    format!("{}{}", WORDS[chance.random_range(0..WORDS.len())], chance.random_range(0..1_000))
}
