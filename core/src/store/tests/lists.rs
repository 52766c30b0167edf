//! Lists: every row once, counts that agree, and rows that follow what was done.

use std::collections::BTreeSet;

use fangxian_protocol::id::RecordId;

use super::many;
use super::support::{Folder, NOON_MS, Phone, record};
use crate::domain::day::Day;
use crate::domain::hazard::State;
use crate::domain::sample::{Sample, SampleAct, SampleState};
use crate::store::{HazardOrder, HazardQuery, HazardRow, Page, Place, Query, Store, StoreError};

const ORDERS: [HazardOrder; 3] =
    [HazardOrder::MostOverdue, HazardOrder::Newest, HazardOrder::Village];

fn page(store: &Store, query: &HazardQuery) -> Page<HazardRow> {
    store.read(|reading| reading.hazards(query)).unwrap()
}

/// Every row of a query, page by page; `between` runs after each page.
fn walk(store: &Store, query: &HazardQuery, mut between: impl FnMut()) -> Vec<HazardRow> {
    let (mut query, mut rows) = (query.clone(), Vec::new());
    loop {
        let page = page(store, &query);
        rows.extend(page.rows);
        between();
        match page.next {
            Some(next) => query.after = Some(next),
            None => return rows,
        }
    }
}

#[test]
fn paging_visits_every_row_once_while_rows_change() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    for number in 0..60 {
        phone.report(&store, number, "渗水");
    }
    let mut next = 100;
    for order in ORDERS {
        let query = HazardQuery { order, limit: 7, ..HazardQuery::default() };
        let rows = walk(&store, &query, || {
            phone.rename(&store, next % 60, "改了名");
            phone.report(&store, next, "新来的");
            next += 1;
        });
        let records: BTreeSet<RecordId> = rows.iter().map(|row| row.record).collect();
        assert_eq!(records.len(), rows.len(), "{order:?}: no row twice");
        let all = (0..60).all(|number| records.contains(&record(number)));
        assert!(all, "{order:?}: every row that was there from the start");
    }
}

#[test]
fn a_count_is_the_length_of_the_list_and_the_order_holds() {
    let folder = Folder::new();
    let store = folder.store();
    many::fill(&store, 1_500);
    let base = HazardQuery { limit: 200, ..HazardQuery::default() };
    let queries = [
        base.clone(),
        HazardQuery { open: Some(true), ..base.clone() },
        HazardQuery { states: vec![State::Reported, State::Closed], ..base.clone() },
        HazardQuery { overdue_on: Day::of_ms(NOON_MS), ..base.clone() },
        HazardQuery { scope: "990101101204".parse().ok(), ..base.clone() },
        HazardQuery { scope: "990101101".parse().ok(), open: Some(false), ..base.clone() },
        HazardQuery { text: Some("渗水".into()), ..base.clone() },
        HazardQuery { text: Some("p".into()), open: Some(true), ..base.clone() },
        HazardQuery { text: Some("号".into()), ..base.clone() },
        HazardQuery { responsible: "p-0002".parse().ok(), ..base.clone() },
        HazardQuery { responsible: "p-0009".parse().ok(), ..base.clone() },
        HazardQuery { sector: Some("道路".into()), ..base.clone() },
    ];
    for query in &queries {
        let count = store.read(|reading| reading.hazard_count(query)).unwrap();
        for order in ORDERS {
            let rows = walk(&store, &HazardQuery { order, ..query.clone() }, || {});
            assert_eq!(rows.len() as u64, count, "{order:?} {query:?}");
            let ordered = rows.is_sorted_by_key(|row| match order {
                HazardOrder::MostOverdue => (0, row.deadline.map_or("9".into(), |d| d.to_string())),
                HazardOrder::Newest => (-row.found_ms, String::new()),
                HazardOrder::Village => (-row.found_ms / i64::MAX, row.home.to_string()),
            });
            assert!(ordered, "{order:?} {query:?}");
        }
    }
}

#[test]
fn a_key_of_another_order_is_refused() {
    let folder = Folder::new();
    let store = folder.store();
    many::fill(&store, 20);
    let query = HazardQuery { limit: 5, ..HazardQuery::default() };
    let next = page(&store, &query).next;
    let wrong = HazardQuery { order: HazardOrder::Newest, after: next, ..query.clone() };
    let refused = store.read(|reading| reading.hazards(&wrong));
    assert_eq!(refused.map(|_| ()), Err(StoreError::BadPageKey));
    for text in ["", "[]", "[1,2,3]", "{}", "[\"due,row\",null,1]"] {
        let after = Some(crate::store::PageKey(text.into()));
        let refused =
            store.read(|reading| reading.hazards(&HazardQuery { after, ..query.clone() }));
        assert_eq!(refused.map(|_| ()), Err(StoreError::BadPageKey), "{text}");
    }
}

#[test]
fn what_waits_here_can_be_listed_and_shows_its_cloud() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let first = phone.report(&store, 1, "渗水");
    phone.report(&store, 2, "护栏缺失");
    store.write(|writing| writing.set_place(&first, Place::Accepted, None)).unwrap();
    let pending = HazardQuery { pending_only: true, limit: 10, ..HazardQuery::default() };
    let rows = page(&store, &pending).rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].record, rows[0].upload), (record(2), Place::OnlyHere));
    let first = store.read(|reading| reading.hazard(&record(1))).unwrap().unwrap();
    assert_eq!(first.upload, Place::Accepted);
}

#[test]
fn a_hazard_handed_over_is_listed_by_both_units() {
    let folder = Folder::new();
    let store = folder.store();
    many::fill(&store, 3);
    let other = "990101201000".parse().unwrap();
    let wrote = store.write(|writing| {
        let page = writing.hazards(&HazardQuery { limit: 3, ..HazardQuery::default() })?;
        let row = HazardRow { owners: vec![other], ..page.rows[0].clone() };
        writing.put_hazard(1, &HazardRow { record: record(1), ..row }, "")
    });
    assert_eq!(wrote, Ok::<_, StoreError>(()));
    let count = |scope: &str| {
        let query = HazardQuery { scope: scope.parse().ok(), ..HazardQuery::default() };
        store.read(|reading| reading.hazard_count(&query)).unwrap()
    };
    assert_eq!((count("990101201"), count("990101101"), count("990101")), (1, 3, 3));
}

#[test]
fn a_kind_that_no_shared_room_knows_is_listed_counted_and_found_like_any_other() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    for number in 0..5_u16 {
        let held = SampleAct::Hold { count: 10 + i64::from(number) };
        let title = if number == 3 { "溺水演练" } else { "消防演练" };
        phone.begin(&store, number, ("sample", Some(held.into())), title);
    }
    phone.begin(&store, 9, ("site", None), "演练场");
    let found = |text: Option<&str>| {
        let query = Query::<Sample> { text: text.map(str::to_owned), ..Query::default() };
        store.read(|reading| Ok::<_, StoreError>((reading.list(&query)?, reading.count(&query)?)))
    };
    let (page, count) = found(None).unwrap();
    assert_eq!((page.rows.len(), count), (5, 5));
    let most = page.rows.iter().map(|row| row.more.count).max();
    assert_eq!((most, page.rows[0].state), (Some(14), SampleState::Held));
    let (page, count) = found(Some("溺水")).unwrap();
    assert_eq!((page.rows[0].record, count), (record(3), 1));
    assert_eq!(store.compare().unwrap(), []);
}
