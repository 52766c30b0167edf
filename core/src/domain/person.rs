//! Who acts: a person, in the role of a post, on a device.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{DeviceId, Level, PersonId, Scope};

/// The role of a post (岗位角色), as the permission table knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 网格员
    Grid,
    /// 村(社区)
    Village,
    /// 乡镇(街道)
    Township,
    /// 区行业主管部门
    Department,
    /// 区委区政府、安委办
    District,
    /// 企业
    Enterprise,
    /// 中心: says what it received. No post has this role.
    Centre,
    /// A role of a newer version. What is said in it is shown as unknown.
    Other,
}

/// Someone acting now: what a device certificate vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who acts.
    pub person: PersonId,
    /// In which role.
    pub role: Role,
    /// Where that role holds.
    pub scope: Scope,
    /// On which device.
    pub device: DeviceId,
}

impl Role {
    /// Every role of a post, in the order of the permission table.
    pub const ALL: [Self; 6] = [
        Self::Grid,
        Self::Village,
        Self::Township,
        Self::Department,
        Self::District,
        Self::Enterprise,
    ];

    /// The role as it is written in documents, certificates and CSV files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Village => "village",
            Self::Township => "township",
            Self::Department => "department",
            Self::District => "district",
            Self::Enterprise => "enterprise",
            Self::Centre => "centre",
            Self::Other => "",
        }
    }

    /// Reads a role from its code; `None` for a role of a newer version.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Self::Centre]).find(|role| role.code() == code)
    }

    /// Whether a post in this role may cover a unit of this level: who works in one village does
    /// not see a county.
    pub fn may_cover(self, level: Level) -> bool {
        match self {
            Self::Grid | Self::Village => level == Level::Village,
            Self::Township => level == Level::Township,
            Self::Enterprise => matches!(level, Level::Village | Level::Township),
            Self::Department | Self::District => level <= Level::County,
            Self::Centre | Self::Other => false,
        }
    }

    /// The role in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Grid => "网格员",
            Self::Village => "村",
            Self::Township => "镇",
            Self::Department => "部门",
            Self::District => "区",
            Self::Enterprise => "企业",
            Self::Centre => "中心",
            Self::Other => "新版角色",
        }
    }

    /// The role in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Grid => "grid worker",
            Self::Village => "village",
            Self::Township => "township",
            Self::Department => "department",
            Self::District => "district",
            Self::Enterprise => "enterprise",
            Self::Centre => "centre",
            Self::Other => "role of a newer version",
        }
    }
}
