//! ⑦ Two phones sign in thirty people, nine of them twice.

use fangxian::domain::fact::Body;
use fangxian::domain::field;
use fangxian::domain::training::{SignMethod, TrainingAct};
use fangxian::ledger::NewRecord;
use fangxian_protocol::id::RecordId;

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
    let end_ms = NINE_MS + 150 * MINUTE_MS;
    let session = stage.town.ledger.begin(&NewRecord {
        home: Some("990101101204".parse()?),
        ..NewRecord::of(TrainingAct::Schedule { start_ms: NINE_MS, end_ms })
            .with(field::TITLE, "网格员隐患识别30条")
            .with(field::PLACE, "三棵槐村文化礼堂")
            .with(field::TOPICS, "隐患识别")
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
    let (in_ms, out_ms) = (NINE_MS + from * MINUTE_MS, NINE_MS + to * MINUTE_MS);
    let comes = |n| -> Outcome<Body> {
        let attendee = format!("v-{n:03}").parse()?;
        Ok(TrainingAct::SignIn { attendee, method: SignMethod::DynamicCode, in_ms }.into())
    };
    phone.ledger.say_all(session, None, people.map(comes).collect::<Outcome<_>>()?)?;
    let view = phone.ledger.training(session)?;
    let signed = view.attendance.iter().flat_map(|one| one.because.iter().copied());
    let leaves = |sign_in| TrainingAct::SignOut { sign_in, out_ms }.into();
    phone.ledger.say_all(session, None, signed.map(leaves).collect())?;
    Ok(())
}
