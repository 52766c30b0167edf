//! Whatever is imported into whatever directory, the next start opens it, and phones read it.

use std::path::Path;

use fangxian::domain::person::Role;
use fangxian_protocol::certificate::Post;
use fangxian_protocol::codec;
use fangxian_protocol::directory::Directory;
use fangxian_protocol::limits::{MESSAGE_BYTES_MAX, POSTS_MAX};
use fangxian_protocol::message::EnrolRequest;
use fangxian_server::Centre;
use fangxian_server::import::{Files, ImportError, Imported, import};
use fangxian_server::registry::Registry;

use super::support::{fresh_key, random};

const TOWNS: usize = 4;
const IMPORTS: usize = 14;
const PEOPLE: u64 = 4;
const VILLAGES: u64 = 30;

/// Random numbers from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }

    /// Now and then something that no table should say; otherwise what is given.
    fn or_nonsense(&mut self, sound: String) -> String {
        let nonsense = [
            "",
            "1.38E+10",
            "=A1",
            "#N/A",
            "NULL",
            "\"",
            "centre",
            "990000000000",
            "990101101000",
            "990101",
            "13800000000",
            "？",
            "P-1",
            "9.9E+11",
            "\u{fffd}",
            "a,b",
            "TRUE",
        ];
        match self.below(200) {
            0 => self.pick(&nonsense).to_owned(),
            _ => sound,
        }
    }

    fn village(&mut self) -> String {
        let number = self.below(VILLAGES);
        (990_101_101_201 + number % 15 + number / 15 * 100_000).to_string()
    }

    fn person(&mut self) -> String {
        format!("p-{}", self.below(PEOPLE))
    }

    fn post(&mut self) -> String {
        let (role, scope) = match self.below(8) {
            0 => ("township", "990101101".to_owned()),
            1 => ("镇", "990101201000".to_owned()),
            2 => ("department", "990101".to_owned()),
            3 => ("district", "9901".to_owned()),
            4 => ("enterprise", self.village()),
            5 => ("village", self.village()),
            _ => ("grid", self.village()),
        };
        let person = self.person();
        let ended = if self.below(12) == 0 { "是" } else { "" };
        let cells = [person, role.to_owned(), scope, "岗".to_owned(), ended.to_owned()];
        cells.map(|cell| self.or_nonsense(cell)).join(",")
    }

    fn unit(&mut self, division: String) -> String {
        let replaces = match self.below(6) {
            0 => (0..1 + self.below(4)).map(|_| self.village()).collect::<Vec<_>>().join(" "),
            _ => String::new(),
        };
        let from = if replaces.is_empty() { "" } else { "2026/12/1" };
        let cells = [division, String::new(), "村".to_owned(), replaces, from.to_owned()];
        cells.map(|cell| self.or_nonsense(cell)).join(",")
    }
}

/// A seed, given or new; printed so that it can be given.
fn seed() -> u64 {
    let given = std::env::var("FANGXIAN_IMPORT_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| u64::from_le_bytes(random()));
    println!("FANGXIAN_IMPORT_SEED={seed}");
    seed
}

fn whole_tables() -> [(&'static str, Vec<String>); 3] {
    let mut units: Vec<String> =
        ["990000000000", "990100000000", "990101000000", "990101101000", "990101201000"]
            .map(|code| format!("{code},,区,,"))
            .to_vec();
    units.extend(
        (0..VILLAGES).map(|n| format!("{},,村,,", 990_101_101_201 + n % 15 + n / 15 * 100_000)),
    );
    let people = (0..PEOPLE).map(|n| format!("p-{n},示例,")).collect();
    [("units", units), ("people", people), ("posts", Vec::new())]
}

fn random_tables(dice: &mut Dice) -> [(&'static str, Vec<String>); 3] {
    let few = |dice: &mut Dice, most: u64| 0..dice.below(most + 1);
    let units = few(dice, 2).map(|_| dice.village()).collect::<Vec<_>>();
    let units = units.into_iter().map(|village| dice.unit(village)).collect();
    let people = few(dice, 2).map(|_| dice.person()).collect::<Vec<_>>();
    let people = people.into_iter().map(|id| dice.or_nonsense(id) + ",示例,").collect();
    let posts = few(dice, 12).map(|_| ()).collect::<Vec<_>>();
    let posts = posts.into_iter().map(|()| dice.post()).collect();
    [("units", units), ("people", people), ("posts", posts)]
}

fn write(dir: &Path, tables: &[(&str, Vec<String>); 3]) -> Files {
    let heads =
        ["division,grid,name,replaces,from", "person,name,phone", "person,role,scope,title,ended"];
    let mut paths = tables.iter().zip(heads).map(|((name, rows), head)| {
        let path = dir.join(format!("{name}.csv"));
        let text = rows.iter().fold(head.to_owned(), |text, row| text + "\n" + row);
        std::fs::write(&path, text).unwrap();
        (!rows.is_empty()).then_some(path)
    });
    Files {
        units: paths.next().unwrap(),
        people: paths.next().unwrap(),
        posts: paths.next().unwrap(),
    }
}

/// Every row of a file is counted once.
fn assert_rows(done: &Imported, tables: &[(&str, Vec<String>); 3]) {
    let sum = |(new, changed, same): (usize, usize, usize)| new + changed + same;
    let said = [sum(done.units), sum(done.people) + done.erased, sum(done.posts)];
    assert_eq!(said, [0, 1, 2].map(|at| tables[at].1.len()));
}

/// The next start, and what a phone of the whole province is sent.
fn assert_opens(dir: &Path) {
    let centre = Centre::open(dir).unwrap_or_else(|error| panic!("does not open: {error}"));
    let roster = centre.registry().roster().unwrap();
    let (seen, more) = roster.visible_since(0, &["99".parse().unwrap()]);
    assert!(!more);
    let bytes = codec::encode(&seen.unwrap());
    codec::decode::<Directory>("directory", &bytes, MESSAGE_BYTES_MAX).unwrap();
    let devices = roster.devices().filter(|(_, one)| one.person().as_str() != "centre");
    for (_, device) in devices {
        let certificate = &device.certificate;
        assert!(certificate.verify(&centre.registry().public_key()).is_ok());
        assert!(certificate.posts.len() <= POSTS_MAX);
        let sorted = |mut posts: Vec<Post>| {
            posts.sort();
            posts
        };
        let posts = sorted(certificate.posts.clone());
        assert_eq!(posts, sorted(roster.posts_of(device.person())));
    }
    // What is inherited may be smaller: a township's village that another one took over.
    for post in roster.posts() {
        let role = Role::from_code(&post.role).unwrap();
        assert!(role.may_cover(post.scope.level()), "{post:?}");
    }
    centre.close();
}

#[test]
fn whatever_is_imported_the_next_start_opens_it_and_phones_read_it() {
    let mut dice = Dice(seed());
    let (mut taken, mut refused, mut full) = (0, 0, 0);
    for _ in 0..TOWNS {
        let dir = tempfile::tempdir().unwrap();
        let centre = dir.path().join("centre");
        for round in 0..IMPORTS {
            let tables = if round == 0 { whole_tables() } else { random_tables(&mut dice) };
            let files = write(dir.path(), &tables);
            let registry = Registry::open(&centre).unwrap();
            let before = registry.storage().directory_version().unwrap();
            match import(&registry, &files) {
                Ok(done) => {
                    assert_rows(&done, &tables);
                    taken += 1;
                }
                Err(ImportError::Faults(faults)) => {
                    assert_eq!(registry.storage().directory_version().unwrap(), before);
                    refused += 1;
                    full += usize::from(faults.iter().any(|one| one.what.en.contains("16 posts")));
                }
                Err(other) => panic!("{other}"),
            }
            let person = dice.person().parse().unwrap();
            let code = registry.issue_code(&person, i64::MAX).unwrap();
            if let Some(code) = code {
                let request = EnrolRequest::new(&code, &fresh_key()).unwrap();
                registry.enrol(&request, 1).unwrap();
            }
            drop(registry);
            assert_opens(&centre);
        }
    }
    println!("{taken} taken, {refused} refused, {full} of them for too many posts");
    assert!(taken > TOWNS && refused > 0, "{taken} {refused}");
}

/// Before, the limit counted the file alone, and the certificate could not be read again.
#[test]
fn the_seventeenth_post_is_refused_with_its_line_however_the_posts_came() {
    let dir = tempfile::tempdir().unwrap();
    let centre = dir.path().join("centre");
    let registry = Registry::open(&centre).unwrap();
    let village = |n: u64| (990_101_101_201 + n % 15 + n / 15 * 100_000).to_string();
    let mut tables = whole_tables();
    tables[2].1 = (0..16).map(|n| format!("p-0,grid,{},,", village(n))).collect();
    import(&registry, &write(dir.path(), &tables)).unwrap();
    let code = registry.issue_code(&"p-0".parse().unwrap(), i64::MAX).unwrap().unwrap();
    registry.enrol(&EnrolRequest::new(&code, &fresh_key()).unwrap(), 1).unwrap();
    for (units, posts) in [
        (vec![], vec![format!("p-0,grid,{},,", village(16))]),
        (vec![format!("{},,村,{},2026-12-01", village(0), village(17))], vec![]),
    ] {
        let files = write(dir.path(), &[("units", units), ("people", vec![]), ("posts", posts)]);
        let Err(ImportError::Faults(faults)) = import(&registry, &files) else { panic!("taken") };
        assert_eq!(faults[0].line, 2, "{faults:?}");
        assert!(faults[0].what.en.contains("more than 16 posts"), "{faults:?}");
    }
    // One for another is no more than before.
    let posts = vec![format!("p-0,grid,{},,", village(16)), format!("p-0,grid,{},,是", village(0))];
    let files = write(dir.path(), &[("units", vec![]), ("people", vec![]), ("posts", posts)]);
    assert_eq!(import(&registry, &files).unwrap().posts, (1, 1, 0));
    drop(registry);
    assert_opens(&centre);
}

/// A folder of an earlier version, which would not start: it opens, with as many posts as fit.
#[test]
fn a_certificate_that_holds_too_many_posts_is_issued_again_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let registry = Registry::open(dir.path()).unwrap();
    let mut tables = whole_tables();
    tables[2].1 = vec!["p-0,grid,990101101201,,".to_owned()];
    let scratch = tempfile::tempdir().unwrap();
    import(&registry, &write(scratch.path(), &tables)).unwrap();
    let code = registry.issue_code(&"p-0".parse().unwrap(), i64::MAX).unwrap().unwrap();
    let key = fresh_key();
    let request = EnrolRequest::new(&code, &key).unwrap();
    let mut certificate = registry.enrol(&request, 1).unwrap().certificate;
    let grid = |n: u64| Post {
        role: "grid".to_owned(),
        scope: (990_101_101_201 + n).to_string().parse().unwrap(),
    };
    certificate.posts = (0..17).map(grid).collect();
    certificate.signature = fangxian_protocol::key::Signature([0; 64]);
    let unsigned = [b"fangxian/certificate/1\0".as_slice(), &codec::encode(&certificate)].concat();
    certificate.signature = registry.signer().sign(&unsigned).unwrap();
    drop(registry);
    let database = rusqlite::Connection::open(dir.path().join("centre.sqlite")).unwrap();
    let bytes = certificate.to_bytes();
    let put = "UPDATE device SET certificate = ?1 WHERE person = 'p-0'";
    assert_eq!(database.execute(put, [bytes]).unwrap(), 1);
    for n in 1..17 {
        let scope = (990_101_101_201_u64 + n).to_string();
        database.execute("INSERT INTO post VALUES ('p-0', 'grid', ?1, '', 0, 1)", [scope]).unwrap();
    }
    drop(database);
    assert_opens(dir.path());
    let registry = Registry::open(dir.path()).unwrap();
    let roster = registry.roster().unwrap();
    assert_eq!(roster.device(certificate.device()).unwrap().certificate.posts.len(), POSTS_MAX);
}
