//! Attachments: resumed where they were cut, checked by their hash, told in every record that
//! names them, and taken from nobody else.

use std::time::{Duration, SystemTime};

use fangxian::crdt::Edit;
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::id::{EvidenceHash, RecordId};
use fangxian_protocol::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENT_BYTES_PER_DAY_MAX};
use fangxian_server::Quotas;
use sha2::{Digest, Sha256};

use super::answers::{arrivals, envelopes};
use super::support::{LIYUE, Paper, Phone, Piece, Town, WUSONG, problem, upload};

const PHOTO: &[u8] = b"a photo of the pump room, put right";

fn hash_of(bytes: &[u8]) -> EvidenceHash {
    EvidenceHash(Sha256::digest(bytes).into())
}

/// How far it is: the offset, and whether it is whole.
async fn held(town: &Town, phone: &mut Phone) -> (u64, bool) {
    let (headers, (status, _)) = upload(town, phone, hash_of(PHOTO), None).await;
    assert_eq!((status.as_u16(), headers["tus-resumable"].to_str().unwrap()), (200, "1.0.0"));
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    let offset = number("upload-offset").unwrap();
    (offset, number("upload-length") == Some(offset))
}

async fn send(town: &Town, phone: &mut Phone, piece: Piece<'_>) -> (u16, String) {
    let (_, answer) = upload(town, phone, hash_of(PHOTO), Some(piece)).await;
    match answer.0.as_u16() {
        204 => (204, String::new()),
        _ => problem(&answer),
    }
}

/// A hazard that lists the photo.
async fn listed(town: &Town, phone: &mut Phone) -> Paper {
    listed_at(town, phone, LIYUE).await
}

async fn listed_at(town: &Town, phone: &mut Phone, village: &str) -> Paper {
    let (mut paper, report) = phone.report(village);
    let evidence = vec![(hash_of(PHOTO), [("role".to_owned(), "after".into())].into())];
    let photo = phone.write(&mut paper, &Edit { evidence, ..Edit::default() });
    let answer = town.push(phone, vec![report, photo]).await;
    assert_eq!(answer.refused, vec![]);
    paper
}

/// Whether the photo of a record is said to be here, to a phone that pulls everything.
async fn arrived(town: &Town, reader: &mut Phone, record: RecordId) -> bool {
    let told = arrivals(&town.pull(reader).await);
    told.contains(&Arrival::of(record, &[hash_of(PHOTO)]))
}

#[tokio::test]
async fn an_upload_resumes_where_it_was_cut_and_then_the_record_says_it_arrived() {
    let mut town = Town::new();
    let (mut phone, mut reader) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    let paper = listed(&town, &mut phone).await;
    let total = PHOTO.len() as u64;
    assert_eq!(held(&town, &mut phone).await, (0, false));
    assert_eq!(send(&town, &mut phone, (0, total, &PHOTO[..9])).await.0, 204);
    // The centre is started anew.
    town.restart();
    assert_eq!(held(&town, &mut phone).await, (9, false));
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.1, "wrong_offset");
    assert!(!arrived(&town, &mut reader, paper.id).await);
    assert_eq!(send(&town, &mut phone, (9, total, &PHOTO[9..])).await.0, 204);
    assert_eq!(held(&town, &mut phone).await, (total, true));
    assert!(arrived(&town, &mut reader, paper.id).await);
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204, "known, nothing happens");
}

#[tokio::test]
async fn a_record_that_names_it_later_is_told_at_once_and_only_once() {
    let town = Town::new();
    let (mut phone, mut reader) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    listed(&town, &mut phone).await;
    send(&town, &mut phone, (0, PHOTO.len() as u64, PHOTO)).await;
    let before = town.pull(&mut reader).await;
    let paper = listed(&town, &mut phone).await;
    let after = town.pull(&mut reader).await;
    assert_eq!(envelopes(&after).len(), envelopes(&before).len() + 2);
    assert_eq!(arrivals(&after).len(), arrivals(&before).len() + 1);
    assert!(arrived(&town, &mut reader, paper.id).await);
}

#[tokio::test]
async fn what_is_not_what_its_hash_says_is_dropped_and_can_be_sent_anew() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    listed(&town, &mut phone).await;
    let (total, forged) = (PHOTO.len() as u64, vec![0; PHOTO.len()]);
    let refused = send(&town, &mut phone, (0, total, &forged)).await;
    assert_eq!(refused, (422, "attachment_differs".to_owned()));
    assert_eq!(held(&town, &mut phone).await, (0, false));
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204);
    assert_eq!(held(&town, &mut phone).await, (total, true));
}

#[tokio::test]
async fn nobody_uploads_what_no_record_of_theirs_names() {
    let town = Town::new();
    let (mut author, mut stranger) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let total = PHOTO.len() as u64;
    assert_eq!(send(&town, &mut author, (0, total, PHOTO)).await.0, 404, "nothing names it yet");
    listed(&town, &mut author).await;
    let (_, report) = stranger.report(WUSONG);
    town.push(&mut stranger, vec![report]).await;
    assert_eq!(send(&town, &mut stranger, (0, total, PHOTO)).await.0, 404, "not their village");
    let too_large = (0, ATTACHMENT_BYTES_MAX as u64 + 1, PHOTO);
    assert_eq!(send(&town, &mut author, too_large).await.0, 413);
    assert_eq!(send(&town, &mut author, (0, 3, PHOTO)).await.0, 413, "more than it says it is");
    author.number -= 1;
    assert_eq!(send(&town, &mut author, (0, total, PHOTO)).await.1, "replayed");
}

#[tokio::test]
async fn whoever_names_a_photo_of_another_village_learns_nothing_until_they_send_it_themselves() {
    let town = Town::new();
    let (mut author, mut stranger) = (town.phone("p-grid-1").await, town.phone("p-grid-9").await);
    let total = PHOTO.len() as u64;
    // Named before it is here, and after: a hash can be written down.
    listed_at(&town, &mut stranger, WUSONG).await;
    listed(&town, &mut author).await;
    assert_eq!(send(&town, &mut author, (0, total, PHOTO)).await.0, 204);
    assert_eq!(held(&town, &mut author).await, (total, true));
    listed_at(&town, &mut stranger, WUSONG).await;
    assert_eq!(held(&town, &mut stranger).await, (0, false), "as if it were not here");
    let before = town.pull(&mut stranger).await;
    assert_eq!(envelopes(&before).len(), 4);
    assert_eq!(arrivals(&before), [], "the centre says nothing of it in their records");
    // Whoever has the bytes sends them, and is told like everyone.
    assert_eq!(send(&town, &mut stranger, (0, total, PHOTO)).await.0, 204);
    assert_eq!(held(&town, &mut stranger).await, (total, true));
    assert_eq!(arrivals(&town.pull(&mut stranger).await).len(), 2);
    // Others of that village could see it already.
    let mut other = town.phone("p-grid-9").await;
    listed_at(&town, &mut other, WUSONG).await;
    assert_eq!(held(&town, &mut other).await, (total, true));
}

#[tokio::test]
async fn a_part_longer_than_the_attachment_itself_does_not_stand_in_its_way() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    listed(&town, &mut phone).await;
    let (total, forged) = (PHOTO.len() as u64, [PHOTO, PHOTO].concat());
    assert_eq!(send(&town, &mut phone, (0, 3 * total, &forged)).await.0, 204);
    assert_eq!(held(&town, &mut phone).await, (2 * total, false));
    let refused = send(&town, &mut phone, (2 * total, total, &[])).await;
    assert_eq!(refused, (422, "attachment_differs".to_owned()));
    assert_eq!(held(&town, &mut phone).await, (0, false));
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204);
    assert_eq!(held(&town, &mut phone).await, (total, true));
}

#[tokio::test]
async fn a_part_that_nobody_goes_on_with_is_removed_after_a_month_and_a_whole_one_never() {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    listed(&town, &mut phone).await;
    let total = PHOTO.len() as u64;
    assert_eq!(send(&town, &mut phone, (0, total, &PHOTO[..9])).await.0, 204);
    let hash = hash_of(PHOTO).to_string();
    let whole = town.dir.path().join("attachments").join(&hash);
    let parts =
        town.dir.path().join("attachment-parts").join(phone.certificate.device().to_string());
    let part = parts.join(hash);
    let age = |days| {
        let file = if part.is_file() { &part } else { &whole };
        let file = std::fs::OpenOptions::new().append(true).open(file).unwrap();
        file.set_modified(SystemTime::now() - days * DAY).unwrap();
        town.centre.remove_abandoned_uploads().unwrap_or(usize::MAX)
    };
    assert_eq!((age(29), held(&town, &mut phone).await), (0, (9, false)));
    assert_eq!((age(31), held(&town, &mut phone).await), (1, (0, false)));
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204);
    assert_eq!((age(31), held(&town, &mut phone).await), (0, (total, true)));
    assert!(whole.is_file() && !part.exists());
}

#[tokio::test]
async fn nobody_spoils_what_another_phone_sends() {
    let town = Town::new();
    let (mut phone, mut other) = (town.phone("p-grid-1").await, town.phone("p-grid-1").await);
    listed(&town, &mut phone).await;
    let total = PHOTO.len() as u64;
    assert_eq!(send(&town, &mut phone, (0, total, &PHOTO[..9])).await.0, 204);
    // Someone of the village pushes false bytes in between, again and again.
    assert_eq!(held(&town, &mut other).await, (0, false));
    assert_eq!(send(&town, &mut other, (0, total, &[0; 12])).await.0, 204);
    assert_eq!(held(&town, &mut phone).await, (9, false));
    assert_eq!(send(&town, &mut phone, (9, total, &PHOTO[9..])).await.0, 204);
    assert_eq!(held(&town, &mut phone).await, (total, true));
    assert_eq!(held(&town, &mut other).await, (total, true), "and nobody need send it again");
    assert_eq!(town.centre.remove_abandoned_uploads().unwrap_or_default(), 1);
}

#[tokio::test]
async fn what_a_phone_began_to_send_counts_for_its_day() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    listed(&town, &mut phone).await;
    let place =
        town.dir.path().join("attachment-parts").join(phone.certificate.device().to_string());
    std::fs::create_dir_all(&place).unwrap();
    let begun = std::fs::File::create(place.join(hash_of(b"another").to_string())).unwrap();
    begun.set_len(ATTACHMENT_BYTES_PER_DAY_MAX).unwrap();
    let total = PHOTO.len() as u64;
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.1, "uploads_full");
    begun.set_len(0).unwrap();
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204);
}

#[tokio::test]
async fn a_phone_has_only_so_many_parts_however_little_is_in_them() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    listed(&town, &mut phone).await;
    let place =
        town.dir.path().join("attachment-parts").join(phone.certificate.device().to_string());
    std::fs::create_dir_all(&place).unwrap();
    for number in 0..256_u32 {
        let name = hash_of(&number.to_be_bytes()).to_string();
        std::fs::File::create(place.join(name)).unwrap();
    }
    let total = PHOTO.len() as u64;
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.1, "uploads_full");
    std::fs::remove_file(place.join(hash_of(&7_u32.to_be_bytes()).to_string())).unwrap();
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204);
}

#[tokio::test]
async fn whoever_has_reached_a_quota_keeps_photos_on_the_phone_and_is_told() {
    let town = Town::new();
    let (mut phone, mut town_phone) = (town.phone("p-grid-1").await, town.phone("p-town").await);
    listed(&town, &mut phone).await;
    let (total, registry) = (PHOTO.len() as u64, town.centre.registry());
    for quotas in [
        Quotas { person: total - 1, ..Quotas::default() },
        Quotas { village: total - 1, ..Quotas::default() },
        Quotas { centre: total - 1, ..Quotas::default() },
    ] {
        registry.set_quotas(quotas).unwrap();
        assert_eq!(registry.quotas().unwrap(), quotas);
        let (status, code) = send(&town, &mut phone, (0, total, PHOTO)).await;
        assert_eq!((status, code.as_str()), (507, "attachments_full"), "{quotas:?}");
    }
    // What is here counts for a person under all their names, and for the village.
    registry.set_quotas(Quotas { person: total, ..Quotas::default() }).unwrap();
    assert_eq!(send(&town, &mut phone, (0, total, PHOTO)).await.0, 204);
    let other = hash_of(b"another");
    let (mut paper, report) = phone.report(LIYUE);
    let evidence = vec![(other, Default::default())];
    let named = phone.write(&mut paper, &Edit { evidence, ..Edit::default() });
    town.push(&mut phone, vec![report, named]).await;
    let mut renamed = town.phone("p-grid-1").await;
    let piece = Some((0, 7, b"another".as_slice()));
    for theirs in [&mut phone, &mut renamed] {
        assert_eq!(upload(&town, theirs, other, piece).await.1.0, 507);
    }
    assert_eq!(upload(&town, &mut town_phone, other, piece).await.1.0, 204);
    let kept = registry.storage().kept((phone.device(), other), 0).unwrap();
    assert_eq!((kept.person, kept.village, kept.centre), (total, total + 7, total + 7));
}
