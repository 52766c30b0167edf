//! ⑦ Two phones sign in thirty people, nine of them twice.

use fangxian::domain::training::SignMethod;
use fangxian::ledger::TrainingDraft;
use fangxian_protocol::id::{FactId, PersonId, RecordId};

use super::stage::{BEGIN_MS, Stage};
use super::teller::Teller;
use crate::harness::{Outcome, Phone};

const MINUTE_MS: i64 = 60_000;
const NINE_MS: i64 = BEGIN_MS + 24 * 60 * MINUTE_MS * 2;

/// Tells ⑦.
pub(super) async fn two_phones_sign_in_thirty_people(
    stage: &Stage,
    teller: &mut Teller,
) -> Outcome<()> {
    teller.chapter(
        "⑦",
        "培训签到:两部手机扫了 20 人和 19 人,有 9 人两边都扫",
        "Training: two phones scan 20 and 19 people, nine of them twice",
    );
    let session = stage.town.ledger.open_training(&TrainingDraft {
        title: "网格员隐患识别30条".into(),
        place: "三棵槐村文化礼堂".into(),
        topic: "隐患识别".into(),
        home: Some("990101101204".parse()?),
        start_ms: NINE_MS,
        end_ms: NINE_MS + 150 * MINUTE_MS,
    })?;
    let session = session.record;
    for phone in [&stage.town, &stage.jia, &stage.yi] {
        phone.sync().await?;
    }
    stage.jia.link.cut();
    stage.yi.link.cut();
    scan(&stage.jia, session, 1..=20, (0, 90))?;
    scan(&stage.yi, session, 12..=30, (60, 150))?;
    for phone in [&stage.jia, &stage.yi, &stage.jia, &stage.town] {
        phone.link.restore();
        phone.sync().await?;
    }
    let view = stage.town.ledger.training(session)?;
    let zh = format!("签到 {} 人,共 {} 人·分钟", view.attendance.len(), view.person_minutes);
    let en = format!("{} people, {} person-minutes", view.attendance.len(), view.person_minutes);
    teller.say("示例丙", teller.words(&zh, &en).to_owned().as_str());
    for notice in view.face.notices.iter().take(1) {
        teller.say("示例丙", teller.words(&notice.zh, &notice.en).to_owned().as_str());
    }
    teller.expect("30 人,不是 39 人", "30 people, not 39", view.attendance.len() == 30);
    let twice = view.attendance.iter().find(|one| one.attendee.as_str() == "v-012");
    teller.expect(
        "两边都扫到的人按在场时间合并:150 分钟,不是 180",
        "Someone scanned twice has 150 minutes, not 180",
        twice.is_some_and(|one| one.minutes == 150),
    );
    teller.expect(
        "总学时正确",
        "The hours add up",
        view.person_minutes == 11 * 90 + 9 * 150 + 10 * 90,
    );
    Ok(())
}

fn scan(
    phone: &Phone,
    session: RecordId,
    people: std::ops::RangeInclusive<u32>,
    (from, to): (i64, i64),
) -> Outcome<()> {
    let people: Vec<PersonId> =
        people.map(|n| format!("v-{n:03}").parse()).collect::<Result<_, _>>()?;
    let in_ms = NINE_MS + from * MINUTE_MS;
    phone.ledger.sign_in_all(session, &people, SignMethod::DynamicCode, in_ms)?;
    let view = phone.ledger.training(session)?;
    let signed: Vec<FactId> =
        view.attendance.iter().flat_map(|one| one.because.iter().copied()).collect();
    phone.ledger.sign_out(session, &signed, NINE_MS + to * MINUTE_MS)?;
    Ok(())
}
