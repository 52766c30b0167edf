//! A centre that is put back to an earlier day: nobody tells the phones, they find out, and bring
//! back what it has forgotten, wherever they die on the way.

use std::path::{Path, PathBuf};

use fangxian::ledger::{Attachment, HazardDraft, Ledger};
use fangxian::sync::{Cancel, Endpoint, HttpTransport};
use fangxian_protocol::id::RecordId;
use fangxian_tests::harness::{
    Centre, Dying, Outcome, Phone, copy_folder, counts, is_done, once, sees, tables,
};

const NOON_MS: i64 = 1_794_801_600_000;

/// A centre and what a backup of its folder has.
struct Town {
    folder: tempfile::TempDir,
}

impl Town {
    fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn found() -> Outcome<(Self, Centre)> {
        let town = Self { folder: tempfile::tempdir()? };
        let centre = town.start("centre")?;
        centre.import(&tables())?;
        Ok((town, centre))
    }

    fn start(&self, name: &str) -> Outcome<Centre> {
        Centre::start(&self.place(name), "test")
    }

    async fn phone(&self, centre: &Centre, name: &str, person: &str) -> Outcome<Phone> {
        Phone::enrolled(centre, &self.place(name), person, NOON_MS).await
    }

    /// A backup is made while the centre serves.
    fn back_up(&self, centre: &Centre) -> Outcome<()> {
        let to = self.place("backup").display().to_string();
        centre.admin(&["backup", "--to", &to]).map(drop)
    }

    /// The centre's drive is gone; its backup is started instead.
    fn put_back(&self, centre: Centre, to: &str, phones: &[&Phone]) -> Outcome<Centre> {
        centre.kill()?;
        copy_folder(&self.place("backup"), &self.place(to))?;
        let centre = self.start(to)?;
        phones.iter().for_each(|phone| phone.link.point_at(centre.address()));
        Ok(centre)
    }
}

fn report(ledger: &Ledger, title: &str, photo: Option<&[u8]>) -> Outcome<RecordId> {
    let of = |bytes: &[u8]| Attachment {
        bytes: bytes.to_vec(),
        mime: "image/jpeg".into(),
        role: "before".into(),
    };
    let attachments = photo.map(of).into_iter().collect();
    let draft = HazardDraft { title: title.into(), attachments, ..HazardDraft::default() };
    Ok(ledger.report_hazard(&draft)?.record)
}

fn stored(centre: &Path, bytes: &[u8]) -> bool {
    let folder = std::fs::read_dir(centre.join("attachments"));
    let files = folder.into_iter().flatten().flatten();
    files.filter_map(|entry| std::fs::read(entry.path()).ok()).any(|found| found == bytes)
}

#[tokio::test]
async fn phones_bring_back_what_a_centre_put_back_to_its_backup_has_forgotten() -> Outcome<()> {
    let (town, centre) = Town::found().await?;
    let jia = town.phone(&centre, "jia", "p-0001").await?;
    let yi = town.phone(&centre, "yi", "p-0002").await?;
    let early = report(&jia.ledger, "备份前", None)?;
    jia.sync().await?;
    town.back_up(&centre)?;
    // After the backup: words with a photo, and a phone that is new, speaks, and is lost.
    let photo = [7; 300_000];
    let late = report(&jia.ledger, "备份后", Some(&photo))?;
    sees(&jia.ledger, early, "还在漏")?;
    assert!(is_done(&jia.sync().await?));
    let bing = town.phone(&centre, "bing", "p-0002").await?;
    bing.sync().await?;
    sees(&bing.ledger, late, "丙也看见了")?;
    assert!(is_done(&bing.sync().await?));
    drop(bing);
    assert!(is_done(&yi.sync().await?));
    let hash = *jia.ledger.evidence(late)?.keys().next().ok_or("no photo")?;
    assert!(yi.ledger.evidence(late)?[&hash].arrived);

    let centre = town.put_back(centre, "restored", &[&jia, &yi])?;
    let reader = town.phone(&centre, "reader", "p-0003").await?;
    reader.sync().await?;
    assert!(reader.ledger.view(late).is_err(), "the centre has forgotten it");
    let report = yi.sync().await?;
    assert!(report.heard_again && is_done(&report), "{report:?}");
    assert!(report.pushed >= 3, "of others, and of a device the centre did not know: {report:?}");
    assert!(!yi.ledger.evidence(late)?[&hash].arrived, "the centre has lost the photo, too");
    let report = jia.sync().await?;
    assert!(report.heard_again && is_done(&report), "{report:?}");
    assert_eq!((report.attachments_sent, report.attachments_waiting), (1, 0));
    assert!(stored(&town.place("restored"), &photo));
    for phone in [&jia, &yi, &reader] {
        let report = phone.sync().await?;
        assert!(is_done(&report) && !report.heard_again, "once is enough: {report:?}");
        assert_eq!(report.pushed, 0, "what the centre has is not sent again");
        assert_eq!(counts(&phone.ledger, early, &["还在漏"])?, [1]);
        assert_eq!(counts(&phone.ledger, late, &["丙也看见了"])?, [1]);
        assert!(phone.ledger.evidence(late)?[&hash].arrived);
        assert_eq!(phone.ledger.compare()?, []);
    }
    let audit = centre.admin(&["audit", "--json"])?;
    assert_eq!(audit.matches("presented").count(), 1, "{audit}");
    sees(&jia.ledger, late, "接着干")?;
    jia.sync().await?;
    reader.sync().await?;
    assert_eq!(counts(&reader.ledger, late, &["接着干"])?, [1], "life goes on");
    Ok(())
}

#[tokio::test]
async fn a_record_that_a_copy_opened_again_at_a_centre_that_lost_it_keeps_the_words_of_both()
-> Outcome<()> {
    let (town, centre) = Town::found().await?;
    let first = town.phone(&centre, "first", "p-0002").await?;
    let copied = |name| copy_folder(&town.place("first"), &town.place(name));
    let first = first.restart_with(|| copied("other"))?;
    let record = report(&first.ledger, "渗水", None)?;
    let first = first.restart_with(|| copied("second"))?;
    town.back_up(&centre)?;
    let open = |name| Ledger::open(&town.place(name), fangxian::ledger::Options::default());
    let ((other, _), (second, _)) = (open("other")?, open("second")?);
    sees(&first.ledger, record, "第一部")?;
    sees(&second, record, "第二部")?;
    let sync = async |ledger: &Ledger, centre: &Centre| {
        let http = HttpTransport::new(&centre.endpoint()?)?;
        Outcome::Ok(ledger.sync_over(http, once(), Cancel::default()).await?)
    };
    report(&other, "别处", None)?;
    assert!(is_done(&sync(&other, &centre).await?), "it has taken their number");
    let renewed = sync(&second, &centre).await?;
    assert!(renewed.renewed && is_done(&renewed), "{renewed:?}");

    let centre = town.put_back(centre, "restored", &[&first])?;
    let opened = sync(&first.ledger, &centre).await?;
    assert!(!opened.renewed && is_done(&opened), "the name is free again: {opened:?}");
    for ledger in [&second, &other, &first.ledger, &second] {
        let report = sync(ledger, &centre).await?;
        assert!(is_done(&report), "{report:?}");
    }
    for ledger in [&first.ledger, &second, &other] {
        let report = sync(ledger, &centre).await?;
        assert!(is_done(&report) && report.rounds == 1, "nothing counts as lost: {report:?}");
        assert_eq!(counts(ledger, record, &["上报了", "第一部", "第二部"])?, [1; 3]);
        assert_eq!(ledger.outbox()?.quarantined, 0);
        assert_eq!(ledger.compare()?, []);
    }
    Ok(())
}

#[tokio::test]
async fn wherever_a_phone_dies_while_it_hears_everything_again_nothing_is_lost_or_doubled()
-> Outcome<()> {
    let (town, mut centre) = Town::found().await?;
    let jia = town.phone(&centre, "jia", "p-0001").await?;
    let early = report(&jia.ledger, "备份前", None)?;
    jia.sync().await?;
    town.back_up(&centre)?;
    sees(&jia.ledger, early, "还在漏")?;
    let late = report(&jia.ledger, "备份后", Some(&[7; 9_000]))?;
    jia.sync().await?;
    let mut jia = jia;
    let endpoint = Endpoint::new(&jia.link.url())?;
    let mut heard_again = 0;
    for (at, answered) in (0..6).flat_map(|at| [(at, false), (at, true)]) {
        centre = town.put_back(centre, &format!("restored-{at}-{answered}"), &[&jia])?;
        let reader = format!("reader-{at}-{answered}");
        let reader = town.phone(&centre, &reader, "p-0003").await?;
        let way = Dying::at(HttpTransport::new(&endpoint)?, at, answered);
        let report = jia.ledger.sync_over(way, once(), Cancel::default()).await?;
        heard_again += u32::from(report.heard_again);
        jia = jia.restart()?;
        let report = jia.sync().await?;
        assert!(is_done(&report), "died at {at}, answered {answered}: {report:?}");
        let report = jia.sync().await?;
        assert!(is_done(&report) && !report.heard_again, "{report:?}");
        reader.sync().await?;
        assert_eq!(counts(&reader.ledger, early, &["还在漏"])?, [1], "at {at}, {answered}");
        let photos = reader.ledger.evidence(late)?;
        assert!(photos.values().all(|photo| photo.arrived), "at {at}, {answered}");
        assert_eq!(jia.ledger.outbox()?.pending(), 0);
    }
    assert!(heard_again >= 8, "only {heard_again} times");
    Ok(())
}

#[tokio::test]
async fn a_phone_that_was_revoked_brings_back_its_own_words_as_proposals() -> Outcome<()> {
    let (town, centre) = Town::found().await?;
    let jia = town.phone(&centre, "jia", "p-0001").await?;
    let record = report(&jia.ledger, "备份前", None)?;
    jia.sync().await?;
    let device = jia.ledger.me()?.device.to_string();
    centre.admin(&["revoke", "--device", &device])?;
    town.back_up(&centre)?;
    sees(&jia.ledger, record, "注销后写的")?;
    let report = jia.sync().await?;
    assert_eq!((report.pushed, report.refused.len()), (1, 1), "taken as unverified: {report:?}");
    let centre = town.put_back(centre, "restored", &[&jia])?;
    let report = jia.sync().await?;
    assert!(report.heard_again && report.pushed >= 1, "{report:?}");
    let reader = town.phone(&centre, "reader", "p-0003").await?;
    reader.sync().await?;
    assert_eq!(counts(&reader.ledger, record, &["注销后写的"])?, [1]);
    Ok(())
}

#[tokio::test]
async fn a_backup_made_while_the_centre_serves_has_everything_and_is_renewed() -> Outcome<()> {
    let (town, centre) = Town::found().await?;
    let jia = town.phone(&centre, "jia", "p-0001").await?;
    let photo = |number: u8| [number; 5_000];
    for number in 0..3 {
        report(&jia.ledger, "备份", Some(&photo(number)))?;
        jia.sync().await?;
        town.back_up(&centre)?;
    }
    let centre = town.put_back(centre, "restored", &[&jia])?;
    let again = jia.sync().await?;
    assert!(is_done(&again) && !again.heard_again, "nothing is missing: {again:?}");
    assert!((0..3).all(|number| stored(&town.place("restored"), &photo(number))));
    let second = town.start("restored").err().ok_or("two centres on one folder")?;
    assert!(second.to_string().contains("before it listened"), "{second}");
    let refused = centre.admin(&["salvage"]).err().ok_or("salvaged while it serves")?;
    assert!(refused.to_string().contains("stop it first"), "{refused}");
    Ok(())
}
