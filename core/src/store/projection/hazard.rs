//! One line of the list of hazards (隐患台账): what it says, and how it lies in its table.

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, EvidenceHash, PersonId, RecordId};
use fangxian_protocol::scalar::Scalar;
use rusqlite::{Row, params};

use super::picture::picture;
use super::table::{Table, is_sound, not_accepted};
use crate::domain::day::Day;
use crate::domain::fact::Body;
use crate::domain::field;
use crate::domain::hazard::{Grade, HazardAct, HazardView, Mode, State};
use crate::domain::record::Record;
use crate::domain::view::Flag;
use crate::store::envelope::{as_i64, damaged, parse};
use crate::store::outbox::worst;
use crate::store::search::terms;
use crate::store::words::{bits, flags, of_word, word};
use crate::store::{Place, StoreError, Writing};

/// Sorts after every day there is.
const NO_DEADLINE: &str = "9999-12-31";

/// One line of the list of hazards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardRow {
    /// Which record.
    pub record: RecordId,
    /// The village it belongs to.
    pub home: Division,
    /// 标题
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// 行业领域
    pub sector: String,
    /// The site it was found at.
    pub site: Option<RecordId>,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// Where it stands.
    pub state: State,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// The grade an office judged.
    pub judged: Option<Grade>,
    /// Suspected to be major.
    pub suspected_major: bool,
    /// The strictest order in force.
    pub mode: Option<Mode>,
    /// The day it must be done by.
    pub deadline: Option<Day>,
    /// When it was found, by what people say, milliseconds since 1970 UTC.
    pub found_ms: i64,
    /// Who reported it first.
    pub reporter: Option<PersonId>,
    /// Who must put it right.
    pub responsible: Vec<PersonId>,
    /// The units that answer for it.
    pub owners: Vec<Division>,
    /// What must happen next, in plain Chinese.
    pub next_zh: String,
    /// The same in English.
    pub next_en: String,
    /// The picture that stands for it.
    pub photo: Option<EvidenceHash>,
    /// How many notices there are on it.
    pub notices: u64,
    /// How many fields have several values.
    pub conflicts: u64,
    /// How many acts wait as proposals.
    pub proposals: u64,
    /// Listed and counted for itself and for those found to be the same; `false` for the others.
    pub counted: bool,
    /// How far this phone's part of it has come, attachments made here included.
    pub upload: Place,
    /// The store's change number when it last changed.
    pub touched: u64,
}

pub(super) const HAZARDS: Table = Table {
    name: "hazard",
    sealed: "record, home, title, place, sector, site, lat, lon, state, open, flags, judged,
        suspected_major, mode, due, found_ms, aged, reporter, responsible, owners, next_zh,
        next_en, photo, notices, conflicts, proposals, counted",
    read: concat!(
        "record, home, title, place, sector, site, lat, lon, state, flags, judged,
        suspected_major, mode, due, found_ms, reporter, responsible, owners, next_zh, notices,
        conflicts, proposals, ",
        not_accepted!("min", "hazard"),
        ", ",
        not_accepted!("max", "hazard"),
        ",
        (SELECT d.touched FROM document AS d WHERE d.row = hazard.row),
        row, aged, counted, next_en, photo"
    ),
};

impl Writing<'_> {
    pub(in crate::store) fn put_hazard(
        &self,
        row: i64,
        hazard: &HazardRow,
        terms: &str,
    ) -> Result<(), StoreError> {
        self.store_hazard(row, hazard, terms)?;
        self.run("DELETE FROM hazard_responsible WHERE row = ?1", [row])?;
        for person in &hazard.responsible {
            let sql = "INSERT OR IGNORE INTO hazard_responsible (person, row) VALUES (?1, ?2)";
            self.run(sql, params![person.folded(), row])?;
        }
        self.run("DELETE FROM hazard_owner WHERE row = ?1", [row])?;
        for owner in hazard.owners.iter().filter(|owner| **owner != hazard.home) {
            let sql = "INSERT OR IGNORE INTO hazard_owner (division, row) VALUES (?1, ?2)";
            self.run(sql, params![as_i64(owner.as_u64()), row])?;
        }
        Ok(())
    }

    fn store_hazard(&self, row: i64, hazard: &HazardRow, terms: &str) -> Result<(), StoreError> {
        let deadline = hazard.deadline.map(|day| day.to_string());
        let values = params![
            row,
            hazard.record.0,
            as_i64(hazard.home.as_u64()),
            hazard.title,
            hazard.place,
            hazard.sector,
            hazard.site.map(|site| site.0),
            hazard.position.map(|(lat, _)| lat),
            hazard.position.map(|(_, lon)| lon),
            word(&hazard.state),
            !matches!(hazard.state, State::Closed | State::Void),
            bits(&hazard.flags),
            hazard.judged.as_ref().map(word),
            hazard.suspected_major,
            hazard.mode.as_ref().map(word),
            deadline.as_deref().unwrap_or(NO_DEADLINE),
            hazard.found_ms,
            hazard.found_ms.saturating_neg(),
            hazard.reporter.as_ref().map(PersonId::as_str),
            spaced(&hazard.responsible),
            spaced(&hazard.owners),
            hazard.next_zh,
            hazard.next_en,
            hazard.photo.map(|photo| photo.0),
            as_i64(hazard.notices),
            as_i64(hazard.conflicts),
            as_i64(hazard.proposals),
            hazard.counted,
            terms,
        ];
        self.put_row(&HAZARDS, values)
    }
}

impl HazardRow {
    /// What the list says of a hazard, and what search finds it by.
    pub(in crate::store) fn of(view: &HazardView, record: &Record) -> (Self, String) {
        let report = first_report(record);
        let responsible = view.responsible.iter().filter_map(|one| one.person.clone());
        let row = Self {
            record: view.face.id,
            home: view.face.home,
            title: view.face.title.clone(),
            place: view.face.place.clone(),
            sector: view.face.text(field::SECTOR).to_owned(),
            site: view.site,
            position: view.face.position,
            state: view.state,
            flags: view.face.flags.clone(),
            judged: view.grade.judged,
            suspected_major: view.grade.suspected_major,
            mode: view.mode,
            deadline: view.deadline.as_ref().map(|deadline| deadline.day),
            found_ms: found_ms(record).or(report.as_ref().map(|one| one.0)).unwrap_or_default(),
            reporter: report.map(|one| one.1),
            responsible: responsible.collect::<BTreeSet<_>>().into_iter().collect(),
            owners: view.owners.clone(),
            next_zh: view.next.zh.clone(),
            next_en: view.next.en.clone(),
            photo: picture(record),
            notices: view.face.notices.len() as u64,
            conflicts: view.face.conflicts.len() as u64,
            proposals: view.face.proposals.len() as u64,
            counted: true,
            upload: Place::Accepted,
            touched: 0,
        };
        let terms = terms::terms(
            &[&view.face.title, &view.face.place],
            &[view.face.text(field::DESCRIPTION)],
            &view.face.label,
        );
        (row, terms)
    }

    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        is_sound(row, "hazard")?;
        let due: Day = parse(row, 13, "hazard.due")?;
        let no_deadline = row.get_ref(13)?.as_str() == Ok(NO_DEADLINE);
        let judged: Option<String> = row.get(10)?;
        let mode: Option<String> = row.get(12)?;
        let state: String = row.get(8)?;
        let site: Option<[u8; 16]> = row.get(5)?;
        let reporter: Option<String> = row.get(15)?;
        let read_grade = |text: String| of_word(&text, "hazard.judged");
        let read_mode = |text: String| of_word(&text, "hazard.mode");
        let read_person = |text: String| text.parse().map_err(|_| damaged("hazard.reporter"));
        Ok(Self {
            record: RecordId(row.get(0)?),
            home: Division::from_u64(row.get(1)?).map_err(|_| damaged("hazard.home"))?,
            title: row.get(2)?,
            place: row.get(3)?,
            sector: row.get(4)?,
            site: site.map(RecordId),
            position: Option::zip(row.get(6)?, row.get(7)?),
            state: of_word(&state, "hazard.state")?,
            flags: flags(row.get(9)?),
            judged: judged.map(read_grade).transpose()?,
            suspected_major: row.get(11)?,
            mode: mode.map(read_mode).transpose()?,
            deadline: (!no_deadline).then_some(due),
            found_ms: row.get(14)?,
            reporter: reporter.map(read_person).transpose()?,
            responsible: unspaced(row, 16, "hazard.responsible")?,
            owners: unspaced(row, 17, "hazard.owners")?,
            next_zh: row.get(18)?,
            next_en: row.get("next_en")?,
            photo: row.get::<_, Option<[u8; 32]>>("photo")?.map(EvidenceHash),
            notices: row.get(19)?,
            conflicts: row.get(20)?,
            proposals: row.get(21)?,
            upload: worst(row.get(22)?, row.get(23)?)?,
            touched: row.get(24)?,
            counted: row.get("counted")?,
        })
    }
}

/// The earliest report by what devices say: for showing, never for deciding.
fn first_report(record: &Record) -> Option<(i64, PersonId)> {
    let report = |body: &Body| matches!(body, Body::Hazard(HazardAct::Report { .. }));
    let reports = record.facts.values().filter(|fact| report(&fact.body));
    let first = reports.min_by_key(|fact| (fact.at_ms, fact.id))?;
    Some((first.at_ms, first.by.clone()))
}

/// When it was found by what people say; the earliest when they differ.
fn found_ms(record: &Record) -> Option<i64> {
    let said = record.fields.get(field::SOURCE_FOUND_MS)?.iter();
    said.filter_map(|said| match said.value {
        Scalar::Int(at_ms) => Some(at_ms),
        _ => None,
    })
    .min()
}

fn spaced<T: ToString>(ids: &[T]) -> String {
    ids.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

fn unspaced<T: std::str::FromStr>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
) -> Result<Vec<T>, StoreError> {
    let text = row.get_ref(column)?.as_str().map_err(|_| damaged(what))?;
    let ids = text.split_ascii_whitespace().map(|id| id.parse().map_err(|_| damaged(what)));
    ids.collect()
}
