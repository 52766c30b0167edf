//! Very many made-up hazards, straight into the list, for figures and paging.

use std::collections::BTreeMap;

use fangxian_protocol::id::{Division, RecordId};
use rand::{Rng, RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

use super::support::{NOON_MS, kind};
use crate::domain::day::Day;
use crate::domain::hazard::State;
use crate::domain::record::Record;
use crate::store::search::terms;
use crate::store::{HazardRow, Place, Store, StoreError};

const WHERE: &[&str] = &[
    "渡口村",
    "石鲤镇",
    "柳湾",
    "老街",
    "烟花爆竹店",
    "粮站",
    "小学",
    "养殖场",
    "砖厂",
    "加油站",
    "水库",
    "桥头",
    "祠堂",
    "农贸市场",
    "合作社",
    "卫生室",
    "码头",
    "采石场",
    "冷库",
    "民宿",
];
const WHAT: &[&str] = &[
    "配电房",
    "护栏",
    "坑塘",
    "电线",
    "灭火器",
    "疏散通道",
    "脚手架",
    "锅炉",
    "燃气管道",
    "防护网",
    "警示牌",
    "屋面",
    "边坡",
    "井盖",
    "沼气池",
    "储罐",
    "吊篮",
    "变压器",
    "消防栓",
    "电梯",
];
const WRONG: &[&str] = &[
    "渗水",
    "缺失",
    "老化",
    "堵塞",
    "松动",
    "锈蚀",
    "开裂",
    "无警示",
    "超期未检",
    "私拉乱接",
    "堆放杂物",
    "泄漏",
    "倾斜",
    "破损",
    "失效",
    "未接地",
    "裸露",
    "塌陷",
];
const STATES: &[State] = &[State::Reported, State::Accepted, State::Rectifying, State::Closed];

/// Adds `count` hazards in 20 villages.
pub(super) fn fill(store: &Store, count: u32) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for batch in 0..count.div_ceil(5_000) {
        let numbers = batch * 5_000..count.min((batch + 1) * 5_000);
        let wrote = store.write(|writing| {
            for _ in numbers {
                let (row, terms) = hazard(&mut rng);
                let at = writing.put_document(&bare(&row), &[], b"made up")?;
                writing.put_hazard(at, &row, &terms)?;
                writing.index_terms(at, &terms)?;
            }
            Ok::<_, StoreError>(())
        });
        wrote.unwrap();
    }
    store.write(|writing| writing.fold_search()).unwrap();
}

/// A query of one to four characters out of a made-up title, or its pinyin initials.
pub(super) fn typed(rng: &mut impl Rng, chars: usize, initials: bool) -> String {
    let title = title(rng);
    let lines = terms::terms(&[&title], &[], "");
    let line = lines.lines().find(|line| line.is_ascii() == initials);
    let line: Vec<char> = line.unwrap_or(&lines).chars().filter(|c| *c != '\n').collect();
    let start = rng.random_range(0..=line.len().saturating_sub(chars));
    line.iter().skip(start).take(chars).collect()
}

fn hazard(rng: &mut impl Rng) -> (HazardRow, String) {
    let found_ms = NOON_MS - rng.random_range(0..200_000_000_000);
    let village = 990_101_101_200 + rng.random_range(1..=20);
    let deadline = rng.random_bool(0.7).then(|| Day::of_ms(found_ms + 1_296_000_000)).flatten();
    let title = title(rng);
    let record = RecordId(rng.random());
    let row = HazardRow {
        record,
        home: Division::from_u64(village).unwrap(),
        title,
        place: format!("{}{}号", WHERE.choose(rng).unwrap(), rng.random_range(1..400)),
        sector: "消防".into(),
        site: None,
        position: Some((305_000_000, 1_145_000_000)),
        state: *STATES.choose(rng).unwrap(),
        flags: Default::default(),
        judged: None,
        suspected_major: false,
        mode: None,
        deadline,
        found_ms,
        reporter: "p-0001".parse().ok(),
        responsible: vec!["p-0002".parse().unwrap()],
        owners: vec![],
        next_zh: "请镇里受理。".into(),
        next_en: "The township takes it on.".into(),
        photo: None,
        notices: 0,
        conflicts: 0,
        proposals: 0,
        counted: true,
        upload: Place::Accepted,
        touched: 0,
    };
    let terms = terms::terms(&[&row.title, &row.place], &[], &record.label("YH"));
    (row, terms)
}

fn title(rng: &mut impl Rng) -> String {
    let pick = |words: &[&'static str], rng: &mut _| *IndexedRandom::choose(words, rng).unwrap();
    format!("{}{}{}", pick(WHERE, rng), pick(WHAT, rng), pick(WRONG, rng))
}

fn bare(row: &HazardRow) -> Record {
    Record {
        id: row.record,
        kind: kind(),
        home: row.home,
        schema: 1,
        fields: BTreeMap::new(),
        facts: BTreeMap::new(),
        evidence: BTreeMap::new(),
    }
}
