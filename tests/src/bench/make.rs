//! Makes realistic hazards: 14 properties and Chinese text, with photos or without.

use fangxian::domain::hazard::Source;
use fangxian::ledger::{Attachment, HazardDraft};
use rand::{Rng, RngExt};

const TITLES: [&str; 8] = [
    "三层临边未设防护栏杆",
    "疏散通道堆物",
    "灭火器压力不足4具",
    "配电箱未做一机一闸一漏",
    "餐饮后厨未装可燃气体报警",
    "X099县道K12急弯无护栏警示牌",
    "自建房承重墙开裂",
    "山塘坝体渗漏",
];
const SECTORS: [&str; 6] = ["建筑施工", "消防", "城镇燃气", "道路交通", "水利", "工贸"];
const PLACES: [&str; 5] = ["鲤跃木业", "老船厂农贸市场", "三棵槐加油站", "雾松民宿", "石鲤冷库"];

/// Where only what is said of a photo is measured, so much of one does.
const SMALL_PHOTO_BYTES: usize = 32;

/// A hazard as a grid worker would report it, with so many photos.
pub(super) fn hazard(rng: &mut dyn Rng, number: usize, photos: usize) -> HazardDraft {
    let mut pick = |from: &[&str]| from[rng.random_range(0..from.len())].to_owned();
    let (title, sector, place) = (pick(&TITLES), pick(&SECTORS), pick(&PLACES));
    HazardDraft {
        title: format!("{title}({number})"),
        description: format!("{place}现场检查发现{title},已口头告知负责人,请尽快处理。"),
        sector,
        place,
        position: Some((285_000_000 + rng.random_range(0..90_000), 1_125_000_000)),
        home: "990101101204".parse().ok(),
        source: Source::Patrol,
        suspect_major: number.is_multiple_of(7),
        attachments: (0..photos).map(|_| photo(rng, SMALL_PHOTO_BYTES)).collect(),
        ..HazardDraft::default()
    }
}

/// A photo of so many bytes that nothing makes smaller.
pub(super) fn photo(rng: &mut dyn Rng, size: usize) -> Attachment {
    let mut bytes = vec![0; size];
    rng.fill_bytes(&mut bytes);
    Attachment { bytes, mime: "image/jpeg".into(), role: "scene".into() }
}
