//! One person at two sessions at once is said on both, and no more once it is no longer so.

use fangxian_protocol::id::{FactId, RecordId};

use super::support::{Folder, Phone, entitled, home, record};
use crate::crdt::{Document, Edit, fresh_actor, fresh_actor_of};
use crate::domain::View;
use crate::domain::fact::{Body, Fact};
use crate::domain::person::Role;
use crate::domain::training::{SignMethod, Training, TrainingAct as Act};
use crate::domain::view::NoticeKind;
use crate::store::{Place, Store, projecting};

const HOUR_MS: i64 = 3_600_000;
/// 2026-11-20 08:00 in China.
const MORNING_MS: i64 = 1_795_132_800_000;

/// A session from `hour` to an hour later, which `who` attends throughout.
fn session(store: &Store, phone: &mut Phone, number: u8, hour: i64, who: &str) -> RecordId {
    let (start_ms, end_ms) = (MORNING_MS + hour * HOUR_MS, MORNING_MS + (hour + 1) * HOUR_MS);
    let fact = |place: u8, act| Fact {
        id: FactId([number, place, 0, 0, 0, 0, 0, 0]),
        by: "p-0001".parse().unwrap(),
        role: Role::Township,
        post: None,
        asked: None,
        more: Default::default(),
        at_ms: start_ms,
        seen: Default::default(),
        body: Body::Training(act),
    };
    let (attendee, method) = (who.parse().unwrap(), SignMethod::Roster);
    let came = fact(1, Act::SignIn { attendee, method, in_ms: start_ms });
    let left = fact(2, Act::SignOut { sign_in: came.id, out_ms: end_ms });
    let facts = vec![fact(0, Act::Schedule { start_ms, end_ms }), came, left];
    let edit = Edit { facts, ..entitled(&format!("第{number}场")) };
    let record = record(number.into());
    let kind = "training".parse().unwrap();
    let actor = fresh_actor_of(&phone.certificate().device());
    let mut document = Document::open(record, &kind, home(), 1, actor);
    store
        .write(|writing| {
            let (envelope, bytes) = phone.say_as(&kind, &mut document, record, &edit);
            writing.append(&envelope, &bytes, (Place::OnlyHere, true), MORNING_MS)?;
            projecting::refresh(writing, &mut document).map(drop)
        })
        .unwrap();
    record
}

fn label(store: &Store, record: RecordId) -> String {
    store.read(|reading| reading.label(&record)).unwrap()
}

fn overlaps(store: &Store, record: RecordId) -> Vec<String> {
    let view = store.read(|reading| {
        let mut document = projecting::open(reading, &record, fresh_actor())?.unwrap();
        reading.seen_together(crate::domain::derive(&projecting::hydrated(reading, &mut document)?))
    });
    let View::Training(view) = view.unwrap() else { panic!("a training session") };
    let row = store.read(|reading| reading.row_of::<Training>(&record)).unwrap().unwrap();
    assert_eq!(row.notices, view.face.notices.len() as u64, "the list counts them as well");
    let told = view.face.notices.into_iter().filter(|one| one.kind == NoticeKind::SessionsOverlap);
    told.map(|notice| notice.zh).collect()
}

#[test]
fn one_person_at_two_sessions_at_once_is_said_on_both() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let one = session(&store, &mut phone, 1, 0, "p-0020");
    let other = session(&store, &mut phone, 2, 0, "P-0020");
    let later = session(&store, &mut phone, 3, 1, "p-0020");
    let elsewhere = session(&store, &mut phone, 4, 0, "p-0021");
    assert!(label(&store, one).starts_with("PX-"), "a training is not called a hazard");
    assert!(overlaps(&store, one)[0].contains("{p-0020} 同一时间还签到了另一场培训“第2场”"));
    assert!(overlaps(&store, other)[0].contains("“第1场”"));
    assert_eq!((overlaps(&store, later).len(), overlaps(&store, elsewhere).len()), (0, 0));
    assert_eq!(store.compare().unwrap(), []);
    store.rebuild(|_, _| {}).unwrap();
    assert_eq!((overlaps(&store, one).len(), overlaps(&store, other).len()), (1, 1));
    assert_eq!(store.compare().unwrap(), []);
}
