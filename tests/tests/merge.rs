//! Edits made apart meet at the centre, and nobody's word disappears.

use fangxian::domain::hazard::{CloseKind, HazardAct, State};
use fangxian::domain::view::{Flag, NoticeKind};
use fangxian::ledger::{Attachment, HazardDraft, LedgerError, Observation};
use fangxian_protocol::id::RecordId;
use fangxian_protocol::scalar::Scalar;
use fangxian_tests::harness::{Centre, Outcome, Phone, tables};
use tempfile::TempDir;

const NOON_MS: i64 = 1_794_801_600_000;

struct Town {
    _folder: TempDir,
    _centre: Centre,
    jia: Phone,
    yi: Phone,
    town: Phone,
}

impl Town {
    async fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let centre = Centre::start(&folder.path().join("centre"), "test")?;
        centre.import(&tables())?;
        let enrol = async |person: &str| {
            Phone::enrolled(&centre, &folder.path().join(person), person, NOON_MS).await
        };
        let (jia, yi, town) =
            (enrol("p-0001").await?, enrol("p-0002").await?, enrol("p-0003").await?);
        Ok(Self { jia, yi, town, _centre: centre, _folder: folder })
    }

    /// A hazard everyone has.
    async fn shared_hazard(&self) -> Outcome<RecordId> {
        let draft = HazardDraft { title: "疏散通道堆物".into(), ..HazardDraft::default() };
        let record = self.jia.ledger.report_hazard(&draft)?.record;
        self.meet().await?;
        Ok(record)
    }

    /// Everyone synchronises until everyone has everything.
    async fn meet(&self) -> Outcome<()> {
        for phone in [&self.jia, &self.yi, &self.town, &self.jia, &self.yi] {
            phone.sync().await?;
        }
        Ok(())
    }
}

/// The work is done, and that ends it.
fn done() -> HazardAct {
    HazardAct::Close { kind: CloseKind::Rectified, basis: None, doc_no: None }
}

#[tokio::test]
async fn two_descriptions_stand_side_by_side_until_someone_who_saw_both_settles() -> Outcome<()> {
    let town = Town::new().await?;
    let record = town.shared_hazard().await?;
    town.jia.ledger.describe(record, "place", Scalar::from("东侧通道"))?;
    town.yi.ledger.describe(record, "place", Scalar::from("西侧通道"))?;
    town.meet().await?;
    for phone in [&town.jia, &town.yi, &town.town] {
        let conflicts = phone.ledger.conflicts(record)?;
        assert_eq!(conflicts.len(), 1);
        let people: Vec<_> = conflicts[0]
            .values
            .iter()
            .map(|value| value.author.as_ref().map(|author| author.person.to_string()))
            .collect();
        assert!(people.contains(&Some("p-0001".into())) && people.contains(&Some("p-0002".into())));
    }
    let blind = town.jia.ledger.describe(record, "place", Scalar::from("通道"));
    assert!(
        matches!(blind, Err(LedgerError::Changed { .. })),
        "a conflict is settled, not written over"
    );
    let shown = town.town.ledger.conflicts(record)?.remove(0);
    town.town.ledger.settle(record, &shown, Scalar::from("东西两侧通道"))?;
    town.town.sync().await?;
    town.meet().await?;
    for phone in [&town.jia, &town.yi, &town.town] {
        assert_eq!(phone.ledger.conflicts(record)?, vec![]);
        assert_eq!(phone.ledger.hazard(record)?.face.place, "东西两侧通道");
    }
    let stale = town.town.ledger.settle(record, &shown, Scalar::from("又改"));
    assert!(matches!(stale, Err(LedgerError::Changed { .. })), "what was shown is no longer there");
    Ok(())
}

#[tokio::test]
async fn a_grid_worker_who_closes_only_proposes_and_everyone_sees_it() -> Outcome<()> {
    let town = Town::new().await?;
    let record = town.shared_hazard().await?;
    let shown = town.jia.ledger.hazard(record)?.face.version;
    let saved = town.jia.ledger.say(record, Some(&shown), done())?;
    assert!(!saved.needs.is_empty(), "the caller is told whose decision it needs");
    town.meet().await?;
    let hazard = town.town.ledger.hazard(record)?;
    assert_ne!(hazard.state, State::Closed);
    assert_eq!(hazard.face.proposals.len(), 1);
    assert!(hazard.face.flags.contains(&Flag::ProposalWaiting));
    assert!(
        hazard.face.proposals[0].zh.contains("示例甲"),
        "people are named: {}",
        hazard.face.proposals[0].zh
    );
    Ok(())
}

#[tokio::test]
async fn a_danger_seen_before_the_close_but_heard_after_it_reopens() -> Outcome<()> {
    let town = Town::new().await?;
    let record = town.shared_hazard().await?;
    let seen = Observation { danger: true, note: Some("又堆上了".into()), photo: None };
    town.yi.ledger.observe(record, &seen)?;
    let shown = town.town.ledger.hazard(record)?.face.version;
    town.town.ledger.say(record, Some(&shown), done())?;
    town.town.sync().await?;
    town.jia.sync().await?;
    assert_eq!(town.jia.ledger.hazard(record)?.state, State::Closed, "nobody there knows better");
    town.meet().await?;
    for phone in [&town.jia, &town.yi, &town.town] {
        let hazard = phone.ledger.hazard(record)?;
        assert_ne!(hazard.state, State::Closed);
        assert!(hazard.face.flags.contains(&Flag::Disputed));
        assert!(
            hazard.face.notices.iter().any(|notice| notice.kind == NoticeKind::CloseMissedDanger)
        );
    }
    let shown = town.town.ledger.hazard(record)?.face.version;
    town.town.ledger.say(record, Some(&shown), done())?;
    assert_eq!(town.town.ledger.hazard(record)?.state, State::Closed, "one tap, having seen it");
    Ok(())
}

#[tokio::test]
async fn a_clock_twenty_years_off_changes_nothing_but_a_flag() -> Outcome<()> {
    let town = Town::new().await?;
    let record = town.shared_hazard().await?;
    town.yi.clock.advance_minutes(20 * 365 * 24 * 60);
    let seen = Observation { danger: true, note: None, photo: None };
    town.yi.ledger.observe(record, &seen)?;
    town.meet().await?;
    let shown = town.town.ledger.hazard(record)?.face.version;
    town.town.ledger.say(record, Some(&shown), done())?;
    town.meet().await?;
    let hazard = town.jia.ledger.hazard(record)?;
    assert_eq!(hazard.state, State::Closed, "causality decides, not the clock");
    assert!(hazard.face.flags.contains(&Flag::ClockDoubtful));
    Ok(())
}

#[tokio::test]
async fn a_void_that_saw_every_edit_and_photo_holds_everywhere() -> Outcome<()> {
    let town = Town::new().await?;
    let record = town.shared_hazard().await?;
    let bytes = b"a photo".to_vec();
    let photo = Attachment { bytes, mime: "image/jpeg".into(), role: "before".into() };
    town.jia.ledger.add_evidence(record, &photo)?;
    town.jia.ledger.describe(record, "place", Scalar::from("东侧通道"))?;
    town.meet().await?;
    let shown = town.town.ledger.hazard(record)?.face.version;
    let mistake = HazardAct::Void { reason: "报错了".into() };
    town.town.ledger.say(record, Some(&shown), mistake)?;
    town.town.sync().await?;
    town.meet().await?;
    for phone in [&town.jia, &town.yi, &town.town] {
        assert_eq!(phone.ledger.hazard(record)?.state, State::Void);
    }
    Ok(())
}

#[tokio::test]
async fn history_tells_who_what_when_and_on_which_device_in_causal_order() -> Outcome<()> {
    let town = Town::new().await?;
    let record = town.shared_hazard().await?;
    town.town.ledger.say(record, None, HazardAct::Accept {})?;
    town.town.ledger.describe(record, "place", Scalar::from("东侧通道"))?;
    town.meet().await?;
    let told = town.jia.ledger.history(record)?;
    let people: Vec<_> = told.iter().map(|step| step.person.clone().unwrap().to_string()).collect();
    assert_eq!(people, ["p-0001", "p-0003", "p-0003"]);
    assert!(told[0].zh.contains("示例甲"), "{}", told[0].zh);
    assert_ne!(told[0].device, told[1].device);
    assert_eq!(told, town.yi.ledger.history(record)?, "the same story on every phone");
    Ok(())
}
