//! Opening a full phone, showing its first lists and searching, beside the same from raw SQLite.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use fangxian::domain::accident::{AccidentAct, Figures};
use fangxian::domain::field;
use fangxian::ledger::NewRecord;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::child::Opened;
use super::figure::{Figure, median, ms_since};
use super::make;
use super::save::raw_database;
use crate::harness::{Centre, Outcome, Phone};

const OPENINGS: usize = 7;
const TOGETHER: usize = 500;

/// What the phone of a long list holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) hazards: usize,
    pub(super) accidents: usize,
    /// What figures call it.
    pub(super) name: &'static str,
}

/// Measures first lists, searches, memory and room of a phone with so many records.
pub(super) async fn list(centre: &Centre, folder: &Path, held: Held) -> Outcome<Vec<Figure>> {
    let Held { hazards, accidents, name } = held;
    eprintln!("list: making {hazards} hazards and {accidents} accidents …");
    let phone = Phone::enrolled(centre, folder, "p-0001", super::now_ms()).await?;
    let empty = bytes_of(folder)?;
    let raw = raw_database(&folder.join("raw.sqlite"))?;
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    raw.execute_batch("BEGIN")?;
    let drafts: Vec<_> = (0..hazards).map(|number| make::hazard(&mut rng, number, 0)).collect();
    for batch in drafts.chunks(TOGETHER) {
        for saved in phone.ledger.report_hazards(batch)? {
            let bytes = vec![0xa5; 700];
            raw.execute(
                "INSERT INTO record (id, bytes) VALUES (?1, ?2)",
                (saved.as_bytes().as_slice(), &bytes),
            )?;
        }
    }
    raw.execute_batch("COMMIT")?;
    drop(raw);
    phone.ledger.rest()?;
    let stored = bytes_of(folder)?.saturating_sub(empty + bytes_of(&folder.join("raw.sqlite"))?);
    for number in 0..accidents {
        let occurred_ms = super::now_ms() - i64::try_from(number)? * 60_000;
        let happened = AccidentAct::Report { occurred_ms, figures: Figures::default() };
        let new = NewRecord::of(happened)
            .with(field::TITLE, format!("触电事故({number})"))
            .with(field::PLACE, "老船厂农贸市场");
        phone.ledger.begin(&NewRecord { home: "990101101204".parse().ok(), ..new })?;
    }
    phone.ledger.rest()?;
    drop(phone);
    let (mut opened, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        let output = Command::new(std::env::current_exe()?).arg("--child").arg(folder).output()?;
        opened.push(serde_json::from_slice::<Opened>(&output.stdout)?);
        let began = Instant::now();
        let raw = rusqlite::Connection::open(folder.join("raw.sqlite"))?;
        let mut rows = raw.prepare("SELECT id, bytes FROM record LIMIT 50")?;
        let bytes = rows.query_map((), |row| row.get::<_, Vec<u8>>(1))?;
        assert_eq!(bytes.count(), 50.min(hazards));
        theirs.push(ms_since(began));
    }
    let middle = |of: fn(&Opened) -> f64| median(opened.iter().map(of).collect());
    let open_ms = middle(|opened| opened.open_ms);
    let mut figures = vec![
        Figure::beside(format!("open_list_{name}"), open_ms, "ms", median(theirs)),
        Figure::alone(format!("search_p99_{name}"), middle(|one| one.search_p99_ms), "ms"),
        Figure::alone(format!("client_rss_{name}"), middle(|one| one.rss_mb), "MB"),
        Figure::alone(format!("stored_{name}"), stored as f64 / hazards as f64, "B/record"),
    ];
    if accidents > 0 {
        let ms = middle(|one| one.accidents_ms);
        figures.push(Figure::alone(format!("list_accidents_{name}"), ms, "ms"));
    }
    Ok(figures)
}

/// How much room a file, or all files of a folder, take.
fn bytes_of(place: &Path) -> Outcome<u64> {
    if place.is_file() {
        return Ok(place.metadata()?.len());
    }
    let mut bytes = 0;
    for entry in std::fs::read_dir(place)? {
        bytes += bytes_of(&entry?.path())?;
    }
    Ok(bytes)
}
