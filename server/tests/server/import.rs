//! CSV files: checked whole, said plainly.

use std::time::{Duration, Instant};

use fangxian_protocol::message::EnrolRequest;
use fangxian_server::import::{Fault, Files, ImportError, Tell, examine, import, import_telling};
use fangxian_server::registry::Registry;

use super::support::{CANARY_NAME, Town, files, fresh_key, people, posts, units};

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
    std::fs::write(files.people.as_ref().unwrap(), b"\xc8\xcb,\xd0\xd5\xc3\xfb\n").unwrap();
    std::fs::write(files.posts.as_ref().unwrap(), "person,scope\np-grid-1,990101\n").unwrap();
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

fn said(town: &Town, table: usize, text: &str) -> Vec<String> {
    let sound = [units().to_owned(), people(), posts().to_owned()];
    let [units, people, posts] =
        [0, 1, 2].map(|at| if at == table { text } else { sound[at].as_str() });
    faults(town, units, people, posts).iter().map(ToString::to_string).collect()
}

#[test]
fn a_quotation_mark_left_open_swallows_no_row() {
    let town = Town::new();
    let version = town.centre.registry().storage().directory_version().unwrap();
    let rows = "p-a,甲,\np-b,\"乙,\np-c,丙,\np-d,丁,\"\np-e,戊,\np-f,己,\n";
    let said = said(&town, 1, &format!("person,name,phone\n{rows}"));
    assert!(said[0].contains("line 3") && said[0].contains("not closed"), "{said:?}");
    assert!(said[0].contains("第 3 行"), "{said:?}");
    assert_eq!(town.centre.registry().storage().directory_version().unwrap(), version);
    let done = town.import(
        units(),
        "person,name,phone,备注\r\np-a,\"甲,乙\",,\r\n\r\np-b,\"丙\"\"丁\",,\"a,b\"\r\n",
        posts(),
    );
    assert_eq!(done.people, (2, 0, 0), "commas and quotation marks inside quoted cells are fine");
}

#[test]
fn a_row_with_more_cells_than_the_header_is_refused() {
    let said = said(&Town::new(), 1, "person,name,phone\np-a,张,三,000\n");
    assert!(said[0].contains("line 2") && said[0].contains("more cells"), "{said:?}");
}

#[test]
fn a_post_covers_what_its_role_covers() {
    let town = Town::new();
    for (role, scope) in [
        ("grid", "990101"),
        ("grid", "990101101000"),
        ("village", "99"),
        ("township", "990101101201"),
        ("township", "990101"),
        ("enterprise", "9901"),
        ("department", "990101101"),
        ("district", "990101101201"),
        ("grid", "990101000"),
    ] {
        let said = said(&town, 2, &format!("{}p-grid-1,{role},{scope},\n", posts()));
        assert_eq!(said.len(), 1, "{role} {scope}: {said:?}");
        assert!(said[0].contains("line 8, column scope"), "{role} {scope}: {said:?}");
    }
}

#[test]
fn a_unit_replaces_others_of_its_level_and_none_that_are_not_known() {
    let town = Town::new();
    let head = "division,grid,name,replaces,from\n";
    let all = units().trim_start_matches('\u{feff}').split_once('\n').unwrap().1;
    let all = all.lines().map(|row| format!("{row},,\n")).collect::<String>();
    for (row, words) in [
        ("990101101202,,村,990000000000,2026-12-01", "another level"),
        ("990101101202,,村,990101101000,2026-12-01", "another level"),
        ("990101101202,,村,990101101202,2026-12-01", "the unit itself"),
        ("990101101202,,村,990101101299,2026-12-01", "not in the units file"),
        ("990101101202,,村,990101101201 990101101201,2026-12-01", "stands twice"),
        ("990101101202,2,网格,990101101201,2026-12-01", "a grid replaces no division"),
        ("990101101000,3,网格,,", "a grid belongs to a village"),
        ("990101101202,,村,990101101201,明天", "is not a day"),
    ] {
        let others = all.lines().filter(|line| !line.starts_with(&row[..13]));
        let others = others.map(|line| line.to_owned() + "\n").collect::<String>();
        let text = if row.contains("网格") { all.clone() } else { others };
        let said = said(&town, 0, &format!("{head}{text}{row}\n"));
        assert!(said.iter().any(|said| said.contains(words)), "{row}: {said:?}");
    }
    let circle = all
        .replace("990101101201,,鲤跃村,,", "990101101201,,鲤跃村,990101101202,2026-12-01")
        .replace("990101101202,,磨盘沿村,,", "990101101202,,磨盘沿村,990101101201,2026-12-01");
    let said = said(&town, 0, &format!("{head}{circle}"));
    assert!(said.iter().all(|said| said.contains("comes back")) && said.len() == 2, "{said:?}");
    assert!(town.centre.registry().roster().unwrap().units().all(|one| one.replaces.is_empty()));
}

#[test]
fn what_a_spreadsheet_did_to_a_cell_is_said_and_none_of_it_is_taken() {
    let town = Town::new();
    for (row, words) in [
        ("p-a,示例,1.38E+10", "turned it into a number"),
        ("p-a,示例,=13800", "formula"),
        ("p-a,#N/A,", "error of the spreadsheet"),
        ("p-a,NULL,", "writes for nothing"),
        ("p-a,??,", "lost letters"),
        ("p-a,示\u{fffd},", "lost letters"),
        ("3月1日,示例,", "turned it into a date"),
        ("1-Mar,示例,", "turned it into a date"),
        ("Centre,示例,", "the centre's own id"),
        ("P-Grid-1,示例,", "stands in line 2 already"),
        ("p-a,\u{200b},", "is empty"),
    ] {
        let said = said(&town, 1, &format!("{}{row}\n", people()));
        assert_eq!(said.len(), 1, "{row}: {said:?}");
        assert!(said[0].contains("line 8") && said[0].contains(words), "{row}: {said:?}");
    }
    let with_number = format!("{}990101101204.0,,村\n", units());
    assert!(said(&town, 0, &with_number)[0].contains("turned it into a number"));
    let wide = "人员编号,姓名\nｐ－ｇｒｉｄ－１,示例甲\n";
    let done = town.import(
        units(),
        wide,
        "person,role,scope,title,ended\np-grid-1,GRID,９９０１０１１０１２０１,网格长,TRUE\n",
    );
    assert_eq!((done.people, done.posts), ((0, 1, 0), (0, 1, 0)));
}

#[test]
fn serial_numbers_and_columns_that_stand_twice_are_refused() {
    let town = Town::new();
    let serial = said(&town, 1, "编号,姓名\n1,示例甲\n2,示例乙\n");
    assert!(serial[0].contains("line 1") && serial[0].contains("serial number"), "{serial:?}");
    for head in ["人员编号,姓名,姓名", "人员编号,姓名,name", "人员编号,姓名,电话,手机"]
    {
        let twice = said(&town, 1, &format!("{head}\np-a,甲,乙,丙\n"));
        assert!(twice[0].contains("more than one column"), "{head}: {twice:?}");
    }
    let tabs = said(&town, 1, "人员编号;姓名\np-a;甲\n");
    assert!(tabs[0].contains("not separated by commas"), "{tabs:?}");
}

#[test]
fn each_table_may_be_given_alone() {
    let town = Town::new();
    let all = files(town.dir.path(), units(), &people().replace("示例丙", "示例丁"), posts());
    let registry = town.centre.registry();
    for alone in [
        Files { units: all.units.clone(), ..Files::default() },
        Files { people: all.people.clone(), ..Files::default() },
        Files { posts: all.posts.clone(), ..Files::default() },
    ] {
        let done = import(registry, &alone).unwrap();
        assert_eq!(done.unnamed, 0, "only a table of posts can leave posts out");
    }
    let roster = registry.roster().unwrap();
    assert_eq!(roster.card(&"p-grid-3".parse().unwrap()).unwrap().card.name, "示例丁");
}

#[test]
fn a_dry_run_writes_nothing_and_lists_every_bad_line() {
    let town = Town::new();
    let version = town.centre.registry().storage().directory_version().unwrap();
    let roster = town.centre.registry().roster().unwrap();
    let bad: String = (0..300).map(|n| format!("p-{n},,\n")).collect();
    let all = files(town.dir.path(), units(), &(people() + &bad), posts());
    let Err(ImportError::Faults(faults)) = examine(&roster, &all, &mut |_, _, _| {}) else {
        panic!("taken")
    };
    assert_eq!(faults.len(), 300);
    let all = files(town.dir.path(), units(), &(people() + "p-new,示例新,\n"), posts());
    assert_eq!(examine(&roster, &all, &mut |_, _, _| {}).unwrap().people, (1, 0, 6));
    assert_eq!(town.centre.registry().storage().directory_version().unwrap(), version);
}

#[test]
fn taking_back_a_succession_takes_back_what_its_people_reached() {
    let town = Town::new();
    let code = town.code("p-grid-1");
    let request = EnrolRequest::new(&code, &fresh_key()).unwrap();
    let device = request.key.device();
    town.centre.registry().enrol(&request, 1).unwrap();
    let head = "division,grid,name,replaces,from\n";
    let reached = |replaces: &str| {
        let row = format!("{head}990101101201,,鲤跃村,{replaces}\n");
        let all = files(town.dir.path(), &row, &people(), posts());
        let alone = Files { units: all.units, ..Files::default() };
        import(town.centre.registry(), &alone).unwrap();
        let roster = town.centre.registry().roster().unwrap();
        roster.device(device).unwrap().certificate.posts.len()
    };
    assert_eq!(reached("990101101202,2026/12/1"), 2);
    assert_eq!(reached(","), 1);
}

/// Eight times as many people may take eight times as long, and some more, but not sixty-four.
#[test]
fn the_time_of_an_import_grows_with_its_rows() {
    let time = |people: usize| {
        let dir = tempfile::tempdir().unwrap();
        let registry = Registry::open(&dir.path().join("centre")).unwrap();
        let (mut cards, mut held) = ("person,name\n".to_owned(), "person,role,scope\n".to_owned());
        for n in 0..people {
            cards += &format!("w-{n},示例{n}\n");
            held += &format!("w-{n},grid,990101101201\n");
        }
        let all = files(dir.path(), units(), &cards, &held);
        let mut told = 0;
        let begun = Instant::now();
        let tell: Tell<'_> = &mut |_, _, _| told += 1;
        let done = import_telling(&registry, &all, tell).unwrap();
        let took = begun.elapsed();
        assert_eq!((done.people.0, done.posts.0), (people, people));
        assert!(told > people, "progress is told");
        println!("{people} people in {took:?}");
        took
    };
    let (few, many) = (time(1_000), time(8_000));
    assert!(many < few * 24 + Duration::from_millis(500), "{few:?} {many:?}");
}
