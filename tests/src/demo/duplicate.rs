//! ① ② Two grid workers, both without signal, report the same leak.

use std::time::Instant;

use fangxian::domain::hazard::{HazardAct, Source};
use fangxian::ledger::{Attachment, HazardDraft};
use fangxian::store::Place;
use fangxian::sync::Outcome as Ended;
use fangxian_protocol::id::RecordId;

use super::stage::Stage;
use super::teller::Teller;
use crate::harness::{Outcome, Phone};

/// Where the power room is, in 10⁻⁷ degrees; the second worker stands 18 m away.
const HERE: (i64, i64) = (285_001_000, 1_125_002_000);
const NEARBY: (i64, i64) = (285_002_600, 1_125_002_000);

/// Tells ① and ②; returns both records.
pub(super) async fn two_workers_report_one_leak(
    stage: &Stage,
    teller: &mut Teller,
) -> Outcome<(RecordId, RecordId)> {
    let (jia, yi) = ("示例甲", "示例乙");
    teller.chapter(
        "①",
        "没有信号:示例甲拍照、录音,上报“配电房渗水”,怀疑是重大隐患",
        "No signal: Jia reports a leak in the power room, with photo and voice",
    );
    stage.jia.link.cut();
    stage.yi.link.cut();
    let began = Instant::now();
    let leak = report(&stage.jia, "配电房渗水", HERE, true)?;
    let took = began.elapsed().as_secs_f64() * 1_000.0;
    let zh = format!("已保存(落盘,用时 {took:.1} 毫秒),只在这部手机里");
    let en = format!("saved and on disk in {took:.1} ms, only on this phone");
    teller.say(jia, teller.words(&zh, &en).to_owned().as_str());
    let report_of_sync = stage.jia.sync().await?;
    let offline = matches!(report_of_sync.outcome, Ended::Stopped { .. });
    teller.expect(
        "同步说清楚:没有信号,还有 1 条没上传",
        "Sync says plainly: no signal, 1 change waits",
        offline && report_of_sync.waiting == 1,
    );
    let only_here = stage.jia.ledger.place(leak)? == Place::OnlyHere;
    teller.expect(
        "记录标着“只在这部手机里”",
        "The record is marked: only on this phone",
        only_here,
    );

    teller.chapter(
        "②",
        "示例乙也没信号,在 18 米外报了同一件事",
        "Yi, also offline, reports the same thing 18 m away",
    );
    stage.minutes_pass(25);
    let again = report(&stage.yi, "配电房墙角渗水", NEARBY, false)?;
    stage.jia.link.restore();
    stage.yi.link.restore();
    let up = stage.jia.sync().await?;
    teller.expect(
        "信号恢复:文字一次往返就传上去,照片和录音随后传到,中心回一声",
        "Signal is back: one round trip sends the words, then the photo and voice note arrive",
        up.outcome == Ended::UpToDate
            && (up.pushed, up.attachments_sent, up.attachments_waiting, up.rounds) == (1, 2, 0, 2),
    );
    stage.yi.sync().await?;
    let likely = stage.yi.ledger.likely_duplicates(again)?;
    let found = likely.iter().find(|near| near.record == leak);
    let metres = found.and_then(|near| near.likeness.distance_m).unwrap_or(-1);
    let zh = format!("另有一条相隔 {metres} 米的同类隐患,可能是同一件事");
    let en = format!("another hazard of this kind is {metres} m away: the same?");
    teller.say(yi, teller.words(&zh, &en).to_owned().as_str());
    teller.expect(
        "手机提示疑似重复,不自动合并",
        "A suspected duplicate is shown, never merged",
        (15..=21).contains(&metres),
    );
    let suspects = HazardAct::SuspectDuplicate { of: leak, distance_m: Some(metres) };
    stage.yi.ledger.say(again, None, suspects)?;
    stage.yi.sync().await?;
    Ok((leak, again))
}

fn report(
    phone: &Phone,
    title: &str,
    position: (i64, i64),
    suspect_major: bool,
) -> Outcome<RecordId> {
    let attachment = |mime: &str, role: &str| Attachment {
        bytes: format!("{title}/{role}").into_bytes(),
        mime: mime.into(),
        role: role.into(),
    };
    let saved = phone.ledger.report_hazard(&HazardDraft {
        title: title.into(),
        description: "墙面有水渍,电缆沟里有积水".into(),
        sector: "电力".into(),
        place: "三棵槐村配电房".into(),
        position: Some(position),
        source: Source::Patrol,
        suspect_major,
        attachments: vec![attachment("image/jpeg", "before"), attachment("audio/aac", "voice")],
        ..HazardDraft::default()
    })?;
    Ok(saved.record)
}
