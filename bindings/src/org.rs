//! Units, posts and who answers where.

use std::sync::Arc;

use fangxian::domain::day::Day;
use fangxian::domain::org::{self, Post};
use fangxian::domain::person::Role;
use fangxian_protocol::id::{DeviceId, Division, PersonId, Scope};

use crate::across::{Across, mirror, unchanged};
use crate::error::FangxianError;

mirror! {
    /// A unit (单位): a division, or a grid within a village.
    to OrgUnit of org::Unit {
        /// Its division; for a grid that of its village.
        division: Division,
        /// The grid's number within the village; nothing for the division itself.
        grid: Option<u16>,
        /// Its name.
        name: String,
        /// Divisions it answers for since a reorganisation (区划调整).
        replaces: Vec<Division>,
        /// From which day.
        from: Option<Day>,
    }

    /// Who this device acts for (我).
    to Me of fangxian::ledger::Me {
        /// The person.
        person: PersonId,
        /// The device.
        device: DeviceId,
        /// The posts the centre vouches for.
        posts: Vec<MyPost>,
    }

    /// What came of enrolling (登记).
    to Enrolment of fangxian::ledger::Enrolment {
        /// The centre's name, to show to the person.
        centre: String,
        /// Who this device acts for.
        me: Me,
    }
}

/// A role and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MyPost {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
}

/// A post (岗位): a person in a role for a scope, while it is valid.
#[uniffi::remote(Record)]
pub struct Post {
    /// Who holds it.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
    /// What it is called, such as 网格长.
    pub title: String,
    /// First day; nothing for always.
    pub valid_from: Option<Day>,
    /// Last day; nothing for ever.
    pub valid_to: Option<Day>,
}

unchanged!(u16, Post);

impl Across<Arc<OrgTree>> for org::OrgTree {
    fn across(self) -> Arc<OrgTree> {
        Arc::new(OrgTree(self))
    }
}

impl Across<MyPost> for (Role, Scope) {
    fn across(self) -> MyPost {
        MyPost { role: self.0, scope: self.1 }
    }
}

/// Every unit and post known on this device (组织树), as it was when it was asked for.
#[derive(Debug, uniffi::Object)]
pub struct OrgTree(pub(crate) org::OrgTree);

#[uniffi::export]
impl OrgTree {
    /// The same tree with only the posts that hold on `today`.
    pub fn on(&self, today: Day) -> Result<Arc<Self>, FangxianError> {
        Ok(Arc::new(Self(self.0.on(today))))
    }

    /// Every post.
    pub fn posts(&self) -> Result<Vec<Post>, FangxianError> {
        Ok(self.0.posts().to_vec())
    }

    /// A division's unit.
    pub fn unit(&self, division: Division) -> Result<Option<OrgUnit>, FangxianError> {
        Ok(self.0.unit(division).cloned().across())
    }

    /// The units directly below a division: a village's grids, a township's villages.
    pub fn children(&self, division: Division) -> Result<Vec<OrgUnit>, FangxianError> {
        let children: Vec<org::Unit> = self.0.children(division).into_iter().cloned().collect();
        Ok(children.across())
    }

    /// Names from the largest known unit down to `division`.
    pub fn path(&self, division: Division) -> Result<Vec<String>, FangxianError> {
        Ok(self.0.path(division).into_iter().map(str::to_owned).collect())
    }

    /// Which divisions answer on `today` for records that carry this code: itself, until others
    /// replaced it.
    pub fn answering(
        &self,
        division: Division,
        today: Day,
    ) -> Result<Vec<Division>, FangxianError> {
        Ok(self.0.answering(division, today))
    }

    /// Who answers for `division` in `role`, the nearest first.
    pub fn holders(&self, role: Role, division: Division) -> Result<Vec<Post>, FangxianError> {
        Ok(self.0.holders(role, division).into_iter().cloned().collect())
    }

    /// The posts a person holds.
    pub fn posts_of(&self, person: PersonId) -> Result<Vec<Post>, FangxianError> {
        Ok(self.0.posts_of(&person).into_iter().cloned().collect())
    }
}
