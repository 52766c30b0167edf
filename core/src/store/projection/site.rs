//! The list of sites (场所).

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, RecordId, Scope};
use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::listing::{Filter, List, Page, PageKey};
use super::table::{Table, is_sound};
use crate::domain::field;
use crate::domain::site::{SiteStatus, SiteView};
use crate::domain::view::Flag;
use crate::store::envelope::{as_i64, damaged};
use crate::store::outbox::worst;
use crate::store::search::{Narrowed, terms};
use crate::store::words::{SITE_STATUSES, bits, flags, of_word, word};
use crate::store::{Place, Reading, StoreError, Writing};

/// One line of the list of sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteRow {
    /// Which record.
    pub record: RecordId,
    /// The village it stands in.
    pub home: Division,
    /// 名称
    pub name: String,
    /// 场所类别
    pub category: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// Whether it works.
    pub status: SiteStatus,
    /// 擅自复工: seen working while recorded as closed.
    pub working_while_closed: bool,
    /// Entered by mistake.
    pub void: bool,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// How many notices there are on it.
    pub notices: u64,
    /// How many fields have several values.
    pub conflicts: u64,
    /// How far this phone's part of it has come, attachments made here included.
    pub upload: Place,
    /// The store's change number when it last changed.
    pub touched: u64,
}

/// Which sites to list, by village and name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteQuery {
    /// Inside this scope.
    pub scope: Option<Scope>,
    /// Of this category.
    pub category: Option<String>,
    /// In one of these conditions; none means any.
    pub statuses: Vec<SiteStatus>,
    /// Found by what a person typed.
    pub text: Option<String>,
    /// With something on this phone that the centre has not accepted or does not have: each such
    /// record, whatever else the list leaves out.
    pub pending_only: bool,
    /// Sites entered by mistake as well.
    pub with_void: bool,
    /// Where to go on: from the page before, for the same query.
    pub after: Option<PageKey>,
    /// Most rows of the page; 0 for [`PAGE_ROWS_MAX`](super::PAGE_ROWS_MAX), which is the most.
    pub limit: usize,
}

const SITES: Table = Table {
    name: "site",
    sealed: "record, home, name, category, place, lat, lon, status, working_while_closed, void,
        flags, notices, conflicts",
    read: "record, home, name, category, place, lat, lon, status,
        working_while_closed, void, flags, notices, conflicts,
        (SELECT min(n.place) FROM not_accepted AS n WHERE n.record = site.record),
        (SELECT max(n.place) FROM not_accepted AS n WHERE n.record = site.record),
        (SELECT d.touched FROM document AS d WHERE d.row = site.row),
        row",
};

impl Reading<'_> {
    /// One page of sites.
    ///
    /// # Errors
    /// [`StoreError::BadPageKey`] when `after` is not of this list.
    pub fn sites(&self, query: &SiteQuery) -> Result<Page<SiteRow>, StoreError> {
        let narrowed = query.text.as_deref().map(|typed| self.narrow(typed)).transpose()?;
        let list = query.list(narrowed.flatten());
        list.page(self, query.after.as_ref(), query.limit, SiteRow::read)
    }

    /// How many sites the query lists, on all its pages together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn site_count(&self, query: &SiteQuery) -> Result<u64, StoreError> {
        query.list(query.text.as_deref().and_then(Self::narrow_all)).count(self)
    }

    /// The row of one site.
    ///
    /// # Errors
    /// Those of the store.
    pub fn site(&self, record: &RecordId) -> Result<Option<SiteRow>, StoreError> {
        self.first(&SITES.of_record(), [record.0], SiteRow::read)
    }
}

impl SiteQuery {
    fn list(&self, narrowed: Option<Narrowed>) -> List {
        let mut filter = Filter::default();
        filter.narrowed(narrowed);
        if let Some(category) = &self.category {
            filter.and("category = ?", [Value::Text(category.clone())]);
        }
        filter.any_of("status", self.statuses.iter().map(|one| word(one).into()).collect());
        if self.pending_only {
            filter.pending();
        }
        if !self.with_void && !self.pending_only {
            filter.and("void = 0", []);
        }
        List {
            table: &SITES,
            order: &["home", "name", "row"],
            filter,
            arms: self.scope.map_or_else(Vec::new, |scope| {
                vec![Filter::home_in(scope), Filter::succeeded("site", scope)]
            }),
        }
    }
}

impl Writing<'_> {
    pub(super) fn put_site(&self, row: i64, site: &SiteRow, terms: &str) -> Result<(), StoreError> {
        let values = params![
            row,
            site.record.0,
            as_i64(site.home.as_u64()),
            site.name,
            site.category,
            site.place,
            site.position.map(|(lat, _)| lat),
            site.position.map(|(_, lon)| lon),
            word(&site.status),
            site.working_while_closed,
            site.void,
            bits(&site.flags),
            as_i64(site.notices),
            as_i64(site.conflicts),
            terms,
        ];
        self.put_row(&SITES, values)
    }
}

impl SiteRow {
    /// What the list says of a site, and what search finds it by.
    pub(super) fn of(view: &SiteView) -> (Self, String) {
        let row = Self {
            record: view.face.id,
            home: view.face.home,
            name: view.face.title.clone(),
            category: view.face.text(field::CATEGORY).to_owned(),
            place: view.face.place.clone(),
            position: view.face.position,
            status: view.status,
            working_while_closed: view.working_while_closed,
            void: view.void,
            flags: view.face.flags.clone(),
            notices: view.face.notices.len() as u64,
            conflicts: view.face.conflicts.len() as u64,
            upload: Place::Accepted,
            touched: 0,
        };
        let terms = terms::terms(&[&view.face.title, &view.face.place], &[], &view.face.label);
        (row, terms)
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        is_sound(row, "site")?;
        let status: String = row.get(7)?;
        Ok(Self {
            record: RecordId(row.get(0)?),
            home: Division::from_u64(row.get(1)?).map_err(|_| damaged("site.home"))?,
            name: row.get(2)?,
            category: row.get(3)?,
            place: row.get(4)?,
            position: Option::zip(row.get(5)?, row.get(6)?),
            status: of_word(&SITE_STATUSES, &status, "site.status")?,
            working_while_closed: row.get(8)?,
            void: row.get(9)?,
            flags: flags(row.get(10)?),
            notices: row.get(11)?,
            conflicts: row.get(12)?,
            upload: worst(row.get(13)?, row.get(14)?)?,
            touched: row.get(15)?,
        })
    }
}
