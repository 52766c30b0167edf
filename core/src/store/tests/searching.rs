//! What people type finds what they mean.

use super::support::{Folder, Phone, record};
use crate::store::{HazardQuery, Store};

fn filled(folder: &Folder) -> Store {
    let store = folder.store();
    let mut phone = Phone::new(1);
    let titles = ["配电房渗水", "X099 公路护栏缺失", "渗水坑塘无警示", "Ｌ２仓库 电线老化", "水渗"];
    for (number, title) in titles.iter().enumerate() {
        phone.report(&store, number as u16, title);
    }
    store
}

fn found(store: &Store, typed: &str) -> Vec<u16> {
    let numbers = |all: Vec<crate::store::Found>| {
        all.iter().map(|one| u16::from_be_bytes([one.record.0[0], one.record.0[1]])).collect()
    };
    let fast: Vec<u16> = numbers(store.read(|reading| reading.search(typed, 50)).unwrap());
    let query = HazardQuery { text: Some(typed.into()), limit: 50, ..HazardQuery::default() };
    let page = store.read(|reading| reading.hazards(&query)).unwrap();
    let count = store.read(|reading| reading.hazard_count(&query)).unwrap();
    if !fast.is_empty() {
        assert_eq!(page.rows.len(), fast.len(), "{typed}: list and search agree");
        assert_eq!(count as usize, fast.len(), "{typed}: count and search agree");
    }
    fast
}

#[test]
fn characters_initials_letters_and_digits_are_found() {
    let folder = Folder::new();
    let store = filled(&folder);
    let cases: &[(&str, &[u16])] = &[
        ("渗水", &[2, 0]),
        ("渗", &[4, 2, 0]),
        ("水渗", &[4]),
        ("配电房渗水", &[0]),
        ("pdfss", &[0]),
        ("PDF", &[0]),
        ("ss", &[4, 2, 0]),
        ("X099", &[1]),
        ("x09", &[1]),
        ("99公", &[1]),
        ("l2ck", &[3]),
        ("L2仓", &[3]),
        ("房水", &[]),
        ("渗水渗水", &[]),
        ("无", &[2]),
    ];
    for (typed, expected) in cases {
        assert_eq!(found(&store, typed), *expected, "{typed}");
    }
}

#[test]
fn a_label_said_aloud_is_found_and_what_all_labels_begin_with_is_none() {
    let folder = Folder::new();
    let store = filled(&folder);
    let label = record(3).label("YH");
    let bare = label.replace('-', "");
    for typed in [label.as_str(), &label.to_lowercase(), &bare] {
        assert!(found(&store, typed).contains(&3), "{typed}");
    }
    for typed in ["yh", "YH", "YH-"] {
        assert_eq!(found(&store, typed), [0_u16; 0], "{typed}");
    }
}

#[test]
fn all_readings_and_all_codes_of_a_character_are_found() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let titles = ["重庆小面馆", "⽤电不规范", "①号楼堆物", "cafe\u{301} 漏水", "银行门口"];
    for (number, title) in titles.iter().enumerate() {
        phone.report(&store, number as u16, title);
    }
    for (typed, expected) in
        [("cq", 0), ("zqxm", 0), ("用电", 1), ("ydbgf", 1), ("1号", 2), ("caf\u{e9}", 3), ("yh", 4)]
    {
        assert_eq!(found(&store, typed), [expected], "{typed}");
    }
}

#[test]
fn an_older_folder_is_searched_as_a_new_one_once_its_lists_are_rebuilt() {
    let folder = Folder::new();
    let store = folder.store();
    Phone::new(1).report(&store, 0, "重庆⽤电");
    let older = "UPDATE hazard SET terms = 'yh0\nzqyd\n重庆⽤电'; DELETE FROM search;
                 INSERT INTO search (rowid, terms) VALUES (1, 'yh h0 0 zq qy yd d 重庆 庆⽤ ⽤电 电');
                 UPDATE meta SET value = 3 WHERE name = 'rules'";
    store.database.with_writer(|writer| writer.execute_batch(older).unwrap());
    assert_eq!((found(&store, "yh"), found(&store, "cq")), (vec![0], vec![]));
    store.close().unwrap();
    let (store, report) = folder.open();
    assert!(report.stale, "the lists are made anew");
    store.rebuild(|_, _| {}).unwrap();
    assert_eq!((found(&store, "yh"), found(&store, "cqyd")), (vec![], vec![0]));
    assert_eq!(found(&store, "用电"), [0]);
}

#[test]
fn query_syntax_is_only_text() {
    let folder = Folder::new();
    let store = filled(&folder);
    for typed in
        ["\"", "渗* OR 水", "NEAR(渗 水)", "terms:渗", "-渗", "^", "渗\"水", "'; DROP TABLE x"]
    {
        found(&store, typed);
    }
    assert_eq!(found(&store, "渗\"水"), [2, 0], "marks are passed over");
}

#[test]
fn a_new_title_is_found_and_the_old_one_no_more() {
    let folder = Folder::new();
    let store = filled(&folder);
    Phone::new(1).rename(&store, 0, "护栏缺失");
    assert!(found(&store, "配电").is_empty());
    assert!(found(&store, "pdf").is_empty());
    assert_eq!(found(&store, "护栏"), [1, 0]);
}
