//! ③ – ⑥ The offices act; one closes it while another, elsewhere, sees that it is still dangerous.

use fangxian::domain::hazard::{
    CloseKind, Grade, HazardAct, HazardView, Mode, ReinspectResult, State,
};
use fangxian::domain::view::{Flag, NoticeKind};
use fangxian::ledger::{Attachment, Observation};
use fangxian_protocol::id::RecordId;

use super::stage::Stage;
use super::teller::{Language, Teller};
use crate::harness::{Outcome, Phone};

/// ③ The township and the bureau set different deadlines, each without signal.
pub(super) async fn the_offices_act(
    stage: &Stage,
    teller: &mut Teller,
    leak: RecordId,
) -> Outcome<()> {
    teller.chapter(
        "③",
        "镇里受理;区应急局看过后核定为一般;镇限 3 天、局限 5 天,互相不知道;企业说改完了",
        "The township accepts, the bureau judges; two deadlines are set apart; the works claim",
    );
    for phone in [&stage.town, &stage.bureau, &stage.works] {
        phone.sync().await?;
    }
    stage.minutes_pass(20);
    let hazard = stage.town.ledger.hazard(leak)?;
    teller.expect(
        "镇里看到:疑似重大,先按重大管",
        "The township sees: suspected major",
        hazard.face.flags.contains(&Flag::SuspectedMajor),
    );
    stage.town.ledger.say(leak, None, HazardAct::Accept {})?;
    let shown = stage.bureau.ledger.hazard(leak)?.face.version;
    let judged = HazardAct::Judge { grade: Grade::Ordinary, clause: None };
    stage.bureau.ledger.say(leak, Some(&shown), judged)?;
    stage.bureau.sync().await?;
    stage.town.sync().await?;
    for phone in [&stage.town, &stage.bureau] {
        phone.link.cut();
    }
    order(&stage.town, leak, stage.day(3)?)?;
    order(&stage.bureau, leak, stage.day(5)?)?;
    for phone in [&stage.town, &stage.bureau, &stage.town] {
        phone.link.restore();
        phone.sync().await?;
    }
    let hazard = stage.town.ledger.hazard(leak)?;
    show(teller, "示例丙", &hazard);
    let deadline = hazard.deadline.as_ref().map(|deadline| deadline.day);
    teller.expect(
        "两个期限,按较早的算",
        "Of two deadlines the earlier holds",
        deadline == Some(stage.day(3)?) && has(&hazard, NoticeKind::EarlierDeadlineHolds),
    );
    stage.works.sync().await?;
    stage.minutes_pass(24 * 60);
    let measures = "已堵漏并抽干电缆沟".to_owned();
    let done = HazardAct::Claim { measures, cost_fen: Some(120_000) };
    stage.works.ledger.say(leak, None, done)?;
    for phone in [&stage.works, &stage.town, &stage.jia, &stage.yi] {
        phone.sync().await?;
    }
    let waits = stage.town.ledger.hazard(leak)?.state == State::AwaitingReinspection;
    teller.expect(
        "企业申报后是“待复查”,不是办结",
        "A claim waits for reinspection, closes nothing",
        waits,
    );
    Ok(())
}

/// ④ All links are cut. The township passes and closes it; Jia says it is gone; Yi photographs
/// that it still leaks.
pub(super) async fn closed_while_someone_sees_danger(
    stage: &Stage,
    teller: &mut Teller,
    leak: RecordId,
) -> Outcome<()> {
    teller.chapter(
        "④",
        "又没信号了:镇里复查合格并办结;示例甲说没事了;示例乙拍到仍在渗水",
        "Offline again: the township closes it, Jia says it is gone, Yi photographs the leak",
    );
    stage.phones().iter().for_each(|phone| phone.link.cut());
    let ledger = &stage.town.ledger;
    let shown = ledger.hazard(leak)?.face.version;
    let passes = HazardAct::Reinspect { result: ReinspectResult::Pass, opinion: None };
    let passed = ledger.say(leak, Some(&shown), passes)?;
    let shown = passed.view.face().version.clone();
    let kind = CloseKind::Rectified;
    let closes = HazardAct::Close { kind, basis: passed.fact, doc_no: None };
    ledger.say(leak, Some(&shown), closes)?;
    let hazard = ledger.hazard(leak)?;
    show(teller, "示例丙", &hazard);
    teller.expect(
        "在镇里的手机上,此刻是办结",
        "On the township's phone it is closed for now",
        hazard.state == State::Closed,
    );
    stage.minutes_pass(12);
    stage.jia.ledger.observe(leak, &Observation::default())?;
    stage.minutes_pass(30);
    let photo = Attachment {
        bytes: b"still leaking".to_vec(),
        mime: "image/jpeg".into(),
        role: "after".into(),
    };
    let note = Some("仍在渗水".to_owned());
    stage.yi.ledger.observe(leak, &Observation { danger: true, note, photo: Some(photo) })?;
    show(teller, "示例乙", &stage.yi.ledger.hazard(leak)?);

    teller.chapter(
        "⑤",
        "封好的数据包(手机对手机)将在后续版本提供;这里等信号恢复",
        "Sealed bundles from phone to phone come in a later version; here the signal returns",
    );
    Ok(())
}

/// ⑥ Links return, the closing phone first. Nothing hides the danger.
pub(super) async fn everyone_sees_it_open(
    stage: &Stage,
    teller: &mut Teller,
    leak: RecordId,
) -> Outcome<()> {
    teller.chapter("⑥", "信号恢复,镇里先传:这条隐患不算办结", "Signal returns: it stays open");
    for phone in [&stage.town, &stage.yi, &stage.jia, &stage.town, &stage.bureau, &stage.works] {
        phone.link.restore();
        phone.sync().await?;
    }
    stage.yi.sync().await?;
    let hazard = stage.town.ledger.hazard(leak)?;
    show(teller, "示例丙", &hazard);
    teller.expect(
        "没有办结,并标为“说法不一致”",
        "It is open, and marked as disputed",
        hazard.state != State::Closed && hazard.face.flags.contains(&Flag::Disputed),
    );
    teller.expect(
        "一句话说清是谁、什么时候、下一步",
        "One sentence says who, when and what next",
        hazard.face.notices.iter().filter(|n| n.kind == NoticeKind::CloseMissedDanger).count() == 1
            && hazard.face.notices.iter().any(|notice| notice.zh.contains("示例乙")),
    );
    let deadline = hazard.deadline.as_ref().map(|deadline| deadline.day);
    teller.expect(
        "期限仍是最早的那个",
        "The earliest deadline holds",
        deadline == Some(stage.day(3)?),
    );
    let record = stage.town.ledger.evidence(leak)?;
    teller.expect("照片和录音一样没少", "No photo or voice note is lost", record.len() == 3);
    let same = stage
        .phones()
        .iter()
        .all(|phone| phone.ledger.hazard(leak).is_ok_and(|other| other == hazard));
    teller.expect("五部手机看到的一模一样", "All five phones show the same", same);
    let waiting: u64 = stage
        .phones()
        .iter()
        .map(|phone| phone.ledger.outbox().map_or(1, |outbox| outbox.pending()))
        .sum();
    teller.expect("没有一条还没上传", "Nothing waits to be sent", waiting == 0);
    Ok(())
}

/// Ends with a table of what the township sees.
pub(super) async fn the_table(
    stage: &Stage,
    teller: &mut Teller,
    records: &[RecordId],
) -> Outcome<()> {
    teller.chapter("⑧", "石鲤镇的台账", "The township's ledger");
    let zh = ["编号", "隐患", "状态", "期限", "标记", "经过"];
    let en = ["label", "hazard", "state", "deadline", "flags", "steps"];
    let head = match teller.language() {
        Language::Zh => zh,
        Language::En => en,
    };
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for &record in records {
        let hazard = stage.town.ledger.hazard(record)?;
        let chinese = teller.language() == Language::Zh;
        let flag = |flag: &Flag| if chinese { flag.zh() } else { flag.en() };
        let flags: Vec<&str> = hazard.face.flags.iter().map(flag).collect();
        rows.push(vec![
            hazard.face.label.clone(),
            hazard.face.title.clone(),
            if chinese { hazard.state.zh() } else { hazard.state.en() }.to_owned(),
            hazard.deadline.map_or("—".to_owned(), |deadline| deadline.day.to_string()),
            flags.join(" "),
            stage.town.ledger.history(record)?.len().to_string(),
        ]);
    }
    teller.table(&rows);
    Ok(())
}

fn order(phone: &Phone, leak: RecordId, day: fangxian::domain::day::Day) -> Outcome<()> {
    let shown = phone.ledger.hazard(leak)?.face.version;
    let orders = HazardAct::Order { mode: Mode::ByDeadline, deadline: Some(day), doc_no: None };
    phone.ledger.say(leak, Some(&shown), orders)?;
    Ok(())
}

/// What a phone shows of the hazard: state, deadline and why, notices, next.
fn show(teller: &mut Teller, who: &str, hazard: &HazardView) {
    let chinese = teller.language() == Language::Zh;
    let pick = |zh: &str, en: &str| if chinese { zh.to_owned() } else { en.to_owned() };
    let mut lines =
        vec![format!("「{}」{}", hazard.face.title, pick(hazard.state.zh(), hazard.state.en()))];
    if let Some(deadline) = &hazard.deadline {
        let why = pick(&deadline.why.zh, &deadline.why.en);
        lines.push(format!("{} · {why}", deadline.day));
    }
    lines.extend(hazard.face.notices.iter().map(|notice| pick(&notice.zh, &notice.en)));
    lines.push(format!("→ {}", pick(&hazard.next.zh, &hazard.next.en)));
    lines.iter().for_each(|line| teller.say(who, line));
}

fn has(hazard: &HazardView, kind: NoticeKind) -> bool {
    hazard.face.notices.iter().any(|notice| notice.kind == kind)
}
