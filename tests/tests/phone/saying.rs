//! Beginning and saying, the same way for records of every kind.

use fangxian::domain::accident::{AccidentAct, Figures};
use fangxian::domain::day::Day;
use fangxian::domain::drill::DrillAct;
use fangxian::domain::fact::Body;
use fangxian::domain::hazard::{CloseKind, Grade, HazardAct, Source, State};
use fangxian::domain::site::{SiteAct, SiteStatus};
use fangxian::domain::training::{TimeRange, TrainingAct};
use fangxian::ledger::{Attachment, LedgerError, NewRecord};
use fangxian::store::{HazardQuery, Query};
use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::scalar::Scalar;
use fangxian_tests::harness::{Centre, Outcome, Phone};
use tempfile::TempDir;

use super::{NOON_MS, centre};

const HOUR_MS: i64 = 3_600_000;

/// A record of every kind: what begins it, and something that decides on it.
fn of_every_kind() -> Vec<(Body, Body)> {
    let figures = Figures { dead: 1, ..Figures::default() };
    vec![
        (
            HazardAct::Report { source: Source::Patrol }.into(),
            HazardAct::Judge { grade: Grade::Major, clause: None }.into(),
        ),
        (
            TrainingAct::Schedule { start_ms: NOON_MS, end_ms: NOON_MS + HOUR_MS }.into(),
            TrainingAct::Archive {}.into(),
        ),
        (SiteAct::Register {}.into(), SiteAct::SetStatus { status: SiteStatus::Gone }.into()),
        (
            AccidentAct::Report { occurred_ms: NOON_MS, figures }.into(),
            AccidentAct::Supplement { figures, doc_no: None }.into(),
        ),
        (
            DrillAct::Hold { held_ms: NOON_MS, count: 12 }.into(),
            DrillAct::Void { reason: "重复了".into() }.into(),
        ),
    ]
}

/// The phone of a grid worker, the centre it was enrolled at, and the folder of both.
async fn worker() -> Outcome<(TempDir, Centre, Phone)> {
    let folder = tempfile::tempdir()?;
    let centre = centre(folder.path())?;
    let phone = Phone::enrolled(&centre, &folder.path().join("phone"), "p-0001", NOON_MS).await?;
    Ok((folder, centre, phone))
}

fn new(act: &Body, field: &str, name: &str) -> NewRecord {
    NewRecord::of(act.clone()).with(field, name)
}

/// What people call a record of its kind is written there.
fn title_of(act: &Body) -> &'static str {
    if matches!(act, Body::Site(_)) { "name" } else { "title" }
}

#[tokio::test]
async fn a_record_of_every_kind_is_begun_and_decided_on_in_the_same_way() -> Outcome<()> {
    let (_folder, _centre, phone) = worker().await?;
    let ledger = &phone.ledger;
    let kinds = of_every_kind();
    for (number, (begins, decides)) in kinds.iter().enumerate() {
        let begun = ledger.begin(&new(begins, title_of(begins), "三棵槐加油站"))?;
        assert_eq!(begun.view.face().title, "三棵槐加油站");
        let unseen = ledger.say(begun.record, None, decides.clone());
        assert!(
            matches!(unseen, Err(LedgerError::BadInput { field: "shown", .. })),
            "it decides, and nobody says on what: {unseen:?}"
        );
        let (_, other) = &kinds[(number + 1) % kinds.len()];
        let shown = begun.view.face().version.clone();
        let strange = ledger.say(begun.record, Some(&shown), other.clone());
        assert!(
            matches!(strange, Err(LedgerError::BadInput { field: "act", .. })),
            "it is of another kind of record: {strange:?}"
        );
        assert_eq!(ledger.view(begun.record)?, begun.view, "nothing was saved");
        let saved = ledger.say(begun.record, Some(&shown), decides.clone())?;
        assert_ne!(saved.fact, None);
        let late = ledger.begin(&new(decides, title_of(decides), "三棵槐加油站"));
        assert!(
            matches!(late, Err(LedgerError::BadInput { field: "act", .. })),
            "it begins no record: {late:?}"
        );
        let nameless = ledger.begin(&new(begins, title_of(begins), " "));
        let Err(LedgerError::BadField(bad)) = nameless else {
            panic!("it is called nothing: {nameless:?}");
        };
        assert_eq!(bad.field, title_of(begins));
    }
    Ok(())
}

#[tokio::test]
async fn several_things_are_said_at_once_or_none() -> Outcome<()> {
    let (_folder, _centre, phone) = worker().await?;
    let ledger = &phone.ledger;
    let begins = HazardAct::Report { source: Source::Patrol }.into();
    let begun = ledger.begin(&new(&begins, "title", "疏散通道堆物"))?;
    let still = || Body::from(HazardAct::Observe { danger: true, note: None, photo: None });
    let nothing = || Body::from(HazardAct::Progress { text: " ".into() });
    let refused = ledger.say_all(begun.record, None, vec![still(), nothing()]);
    assert!(matches!(refused, Err(LedgerError::BadField(_))), "{refused:?}");
    assert_eq!(ledger.view(begun.record)?, begun.view, "nothing was saved");
    let silent = ledger.say_all(begun.record, None, Vec::new());
    assert!(matches!(silent, Err(LedgerError::BadInput { field: "acts", .. })), "{silent:?}");
    ledger.say_all(begun.record, None, vec![still(), still()])?;
    let view = ledger.hazard(begun.record)?;
    assert_eq!(view.dangers.len(), 3);
    let close = HazardAct::Close { kind: CloseKind::Rectified, basis: None, doc_no: None };
    let saved = ledger.say(begun.record, Some(&view.face.version), close)?;
    assert!(!saved.needs.is_empty(), "a worker only proposes");
    assert_ne!(ledger.hazard(begun.record)?.state, State::Closed);
    Ok(())
}

#[tokio::test]
async fn parts_that_do_not_go_together_are_refused_whoever_writes_them() -> Outcome<()> {
    let (_folder, _centre, phone) = worker().await?;
    let ledger = &phone.ledger;
    let begins = HazardAct::Report { source: Source::Patrol }.into();
    let begun = ledger.begin(&new(&begins, "title", "疏散通道堆物"))?;
    let (of, ask) = (begun.record, begun.fact.ok_or("no fact")?);
    for (act, part) in [
        (HazardAct::SuspectDuplicate { of, distance_m: None }, "of"),
        (HazardAct::DecideDuplicate { of, same: true }, "of"),
        (HazardAct::Assign { person: None, unit: Some(" ".into()) }, "person"),
        (HazardAct::DecideExtension { ask, granted: true, until: None }, "until"),
        (HazardAct::DecideExtension { ask, granted: false, until: Day::of_ms(NOON_MS) }, "until"),
    ] {
        let refused = ledger.say(of, Some(&begun.view.face().version), act);
        let Err(LedgerError::BadField(bad)) = refused else { panic!("{part}: {refused:?}") };
        assert_eq!(bad.field, part);
    }
    let backwards = TrainingAct::Schedule { start_ms: NOON_MS, end_ms: NOON_MS }.into();
    let refused = ledger.begin(&new(&backwards, "title", "消防培训"));
    let Err(LedgerError::BadField(bad)) = refused else { panic!("{refused:?}") };
    assert_eq!(bad.field, "end_ms");
    Ok(())
}

#[tokio::test]
async fn what_is_said_with_what_was_shown_covers_that_and_nothing_that_came_since() -> Outcome<()> {
    let (_folder, _centre, phone) = worker().await?;
    let ledger = &phone.ledger;
    let plan = |hours: i64| TrainingAct::Schedule {
        start_ms: NOON_MS + hours * HOUR_MS,
        end_ms: NOON_MS + (hours + 1) * HOUR_MS,
    };
    let begun = ledger.begin(&new(&plan(0).into(), "title", "消防培训"))?;
    let shown = begun.view.face().version.clone();
    ledger.say(begun.record, Some(&shown), plan(5))?;
    // The screen still shows the first plan: the one that came since is not replaced.
    ledger.say(begun.record, Some(&shown), plan(1))?;
    let planned = ledger.training(begun.record)?.planned_ms;
    let (start_ms, end_ms) = (NOON_MS + HOUR_MS, NOON_MS + 6 * HOUR_MS);
    assert_eq!(planned, Some(TimeRange { start_ms, end_ms }));

    let begins = HazardAct::Report { source: Source::Patrol }.into();
    let hazard = ledger.begin(&new(&begins, "title", "疏散通道堆物"))?;
    let shown = hazard.view.face().version.clone();
    let look = |danger| HazardAct::Observe { danger, note: None, photo: None };
    ledger.say(hazard.record, None, look(true))?;
    ledger.say(hazard.record, Some(&shown), look(false))?;
    assert!(!ledger.hazard(hazard.record)?.dangers.is_empty(), "one word was not on the screen");
    Ok(())
}

#[tokio::test]
async fn a_photo_is_named_only_once_the_record_lists_it() -> Outcome<()> {
    let (_folder, _centre, phone) = worker().await?;
    let ledger = &phone.ledger;
    let begins = HazardAct::Report { source: Source::Patrol }.into();
    let hazard = ledger.begin(&new(&begins, "title", "疏散通道堆物"))?.record;
    let bytes = vec![7; 100];
    let photo = Attachment { bytes, mime: "image/jpeg".into(), role: "before".into() };
    let looks = |photo| HazardAct::Observe { danger: true, note: None, photo };
    let refused = ledger.say(hazard, None, looks(Some(EvidenceHash([1; 32]))));
    let Err(LedgerError::BadField(bad)) = refused else { panic!("{refused:?}") };
    assert_eq!(bad.field, "photo");
    ledger.add_evidence(hazard, &photo)?;
    let hash = *ledger.evidence(hazard)?.keys().next().ok_or("no photo")?;
    ledger.say(hazard, None, looks(Some(hash)))?;
    let site = NewRecord { attachments: vec![photo], ..NewRecord::of(SiteAct::Register {}) };
    let nameless = ledger.begin(&site);
    assert!(matches!(nameless, Err(LedgerError::BadField(_))), "a photo names no site");
    Ok(())
}

#[tokio::test]
async fn a_line_of_any_list_has_its_picture_and_a_hazards_the_next_step_in_both_languages()
-> Outcome<()> {
    let (_folder, _centre, phone) = worker().await?;
    let ledger = &phone.ledger;
    let photo = |role: &str| Attachment {
        bytes: role.as_bytes().to_vec(),
        mime: "image/jpeg".into(),
        role: role.into(),
    };
    for (begins, _) in of_every_kind() {
        let plain = new(&begins, title_of(&begins), "三棵槐");
        let attachments = vec![photo("after"), photo("before")];
        ledger.begin(&NewRecord { attachments, ..plain })?;
    }
    let row = ledger.hazards(&HazardQuery::default())?.rows.remove(0);
    let photos = ledger.evidence(row.record)?;
    let before = Some(Scalar::from("before"));
    let shown = photos.iter().find(|(_, one)| one.props.get("role").cloned() == before);
    let shown = shown.map(|(hash, _)| *hash);
    assert!(shown.is_some());
    assert_eq!(row.photo, shown);
    assert_eq!(ledger.trainings(&Query::default())?.rows[0].photo, shown);
    assert_eq!(ledger.sites(&Query::default())?.rows[0].photo, shown);
    assert_eq!(ledger.accidents(&Query::default())?.rows[0].photo, shown);
    let next = ledger.hazard(row.record)?.next;
    assert_eq!((row.next_zh, row.next_en), (next.zh, next.en));
    Ok(())
}
