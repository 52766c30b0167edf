//! The stage: one centre, five phones, each on a link of its own.

use std::path::Path;

use fangxian::domain::day::Day;
use fangxian_protocol::id::PersonId;

use super::teller::Teller;
use crate::harness::{Centre, Outcome, Phone};

/// When the story begins: 2026-11-16 09:00 China time.
pub(super) const BEGIN_MS: i64 = 1_794_790_800_000;

/// Everyone in the story.
pub struct Stage {
    /// The centre of Wangchuan district.
    pub centre: Centre,
    /// 网格员示例甲, 三棵槐村.
    pub jia: Phone,
    /// 网格员示例乙, 三棵槐村.
    pub yi: Phone,
    /// 石鲤镇应急办示例丙.
    pub town: Phone,
    /// 企业安全员示例丁.
    pub works: Phone,
    /// 区应急管理局示例戊.
    pub bureau: Phone,
}

impl Stage {
    /// Starts the centre, imports the district and enrols five phones.
    ///
    /// # Errors
    /// When any of that fails.
    pub async fn set(folder: &Path, tables: &Path, teller: &mut Teller) -> Outcome<Self> {
        teller.chapter("⓪", "开台:中心启动,五部手机登记", "The centre starts, five phones enrol");
        let centre = Centre::start(&folder.join("centre"), "望川区隐患中心(示例)")?;
        centre.import(tables)?;
        let enrol = async |name: &str, person: &str| {
            Phone::enrolled(&centre, &folder.join(name), person, BEGIN_MS).await
        };
        let stage = Self {
            jia: enrol("phone-jia", "p-0001").await?,
            yi: enrol("phone-yi", "p-0002").await?,
            town: enrol("phone-town", "p-0003").await?,
            works: enrol("phone-works", "p-0004").await?,
            bureau: enrol("phone-bureau", "p-0005").await?,
            centre,
        };
        for phone in stage.phones() {
            phone.sync().await?;
        }
        for phone in stage.phones() {
            let me = phone.ledger.me()?;
            let who = stage.who(&me.person);
            let posts = me.posts.iter().map(|(role, scope)| match teller.language() {
                super::Language::Zh => format!("{}({scope})", role.zh()),
                super::Language::En => format!("{} ({scope})", role.en()),
            });
            let posts: Vec<String> = posts.collect();
            teller.say(&who, &posts.join(" "));
        }
        Ok(stage)
    }

    /// Every phone.
    pub fn phones(&self) -> [&Phone; 5] {
        [&self.jia, &self.yi, &self.town, &self.works, &self.bureau]
    }

    /// A person's name, as the township's phone knows it.
    pub fn who(&self, person: &PersonId) -> String {
        let name = self.town.ledger.name_of(person).ok().flatten();
        name.unwrap_or_else(|| person.to_string())
    }

    /// Lets the story's time pass on every phone.
    pub fn minutes_pass(&self, minutes: i64) {
        self.phones().iter().for_each(|phone| phone.clock.advance_minutes(minutes));
    }

    /// The day so many days after the story begins.
    pub fn day(&self, days: i64) -> Outcome<Day> {
        Ok(Day::of_ms(BEGIN_MS).ok_or("the story begins on a day")?.plus_days(days))
    }
}
