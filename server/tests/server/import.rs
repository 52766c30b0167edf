//! CSV files: checked whole, said plainly.

use fangxian_server::import::{Fault, ImportError, import};

use super::support::{CANARY_NAME, Town, files, people, posts, units};

fn faults(town: &Town, units: &str, people: &str, posts: &str) -> Vec<Fault> {
    let files = files(town.dir.path(), units, people, posts);
    match import(town.centre.registry(), &files) {
        Err(ImportError::Faults(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

#[test]
fn importing_again_changes_nothing_and_one_changed_row_takes_a_later_version() {
    let town = Town::new();
    let storage = town.centre.registry().storage().clone();
    let version = storage.directory_version().unwrap();
    let done = town.import(units(), &people(), posts());
    assert_eq!((done.units, done.people, done.posts), ((0, 0, 9), (0, 0, 6), (0, 0, 6)));
    assert_eq!(storage.directory_version().unwrap(), version);
    let done = town.import(units(), &people().replace("示例丙", "示例丁"), posts());
    assert_eq!(done.people, (0, 1, 5));
    assert!(storage.directory_version().unwrap() > version);
}

#[test]
fn each_fault_names_line_column_and_next_move_and_nothing_is_imported() {
    let town = Town::new();
    let version = town.centre.registry().storage().directory_version().unwrap();
    let bad_units = format!("{}9.90101E+11,,坏\n990101101204,x,三棵槐村\n", units());
    let bad_people = format!("{}13800000000,{CANARY_NAME},\np-grid-1,重复,\n", people());
    let bad_posts = format!("{}p-grid-1,国王,990101101201,\np-grid-1,grid,99010,\n", posts());
    let faults = faults(&town, &bad_units, &bad_people, &bad_posts);
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for (fault, words) in said.iter().zip([
        ["units.csv line 11", "column 区划代码", "format the column as text"],
        ["units.csv line 12", "column 网格号", "write 1 to 999"],
        ["people.csv line 8", "column 人员编号", "use an opaque id"],
        ["people.csv line 9", "column 人员编号", "line 2 already; delete one"],
        ["posts.csv line 8", "column role", "write one of 网格员"],
        ["posts.csv line 9", "column scope", "such as 990101101"],
    ]) {
        assert!(words.iter().all(|word| fault.contains(word)), "{fault}");
        assert!(!fault.contains(CANARY_NAME));
    }
    assert_eq!(said.len(), 6);
    assert_eq!(town.centre.registry().storage().directory_version().unwrap(), version);
}

#[test]
fn posts_of_unknown_people_and_places_are_refused() {
    let town = Town::new();
    let bad = format!("{}p-ghost,grid,990101101201,\np-grid-1,grid,990101101209,\n", posts());
    let said: Vec<String> =
        faults(&town, units(), &people(), &bad).iter().map(ToString::to_string).collect();
    assert!(said[0].contains("line 8, column person: is not in the people file"), "{said:?}");
    assert!(said[1].contains("line 9, column scope"), "{said:?}");
}

#[test]
fn a_file_that_is_not_utf8_or_lacks_a_column_is_explained() {
    let town = Town::new();
    let files = files(town.dir.path(), units(), &people(), posts());
    std::fs::write(&files.people, b"\xc8\xcb,\xd0\xd5\xc3\xfb\n").unwrap();
    std::fs::write(&files.posts, "person,scope\np-grid-1,990101\n").unwrap();
    let Err(ImportError::Faults(faults)) = import(town.centre.registry(), &files) else {
        panic!("imported");
    };
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(said[0].contains("people.csv") && said[0].contains("CSV UTF-8"), "{said:?}");
    assert!(said[1].contains("posts.csv line 1") && said[1].contains("角色 / role"), "{said:?}");
}

#[test]
fn an_ended_post_is_taken_off_the_certificate() {
    let town = Town::new();
    let ended = "person,role,scope,title,ended\np-grid-1,grid,990101101201,网格长,是\n";
    let done = town.import(units(), &people(), ended);
    assert_eq!((done.posts, done.unnamed), ((0, 1, 0), 5));
    let person = "p-grid-1".parse().unwrap();
    assert!(town.centre.registry().roster().unwrap().posts_of(&person).is_empty());
}
