//! The closed vocabulary, arm by arm: an arm that is added or removed does not compile here. And
//! what it is called on screens: plain Chinese first, English second.
//!
//! What says a name cannot fail and reads nothing: like the version of the library it returns no
//! `Result`.

use fangxian::domain::Spoken;
use fangxian::domain::person::Role;
use fangxian::domain::view::Flag;
use fangxian::store::Place;
use fangxian::sync::Failure;
use fangxian_protocol::scalar::Scalar;

use crate::across::unchanged;

/// Declares words that cross as they are, and what says what people call them.
macro_rules! words {
    ($($(#[$meta:meta])* $Word:ident as $name_of:ident {
        $($(#[$arm_doc:meta])* $arm:ident,)*
    })*) => {$(
        #[uniffi::remote(Enum)]
        $(#[$meta])*
        pub enum $Word {
            $($(#[$arm_doc])* $arm,)*
        }

        $crate::across::unchanged!($Word);

        /// What people call it.
        #[uniffi::export]
        pub fn $name_of(word: $Word) -> fangxian::domain::Spoken {
            fangxian::domain::Spoken::new(word.zh(), word.en())
        }
    )*};
}

pub(crate) use words;

words! {
    /// The role of a post (岗位角色).
    Role as name_of_role {
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
        /// A role of a newer version.
        Other,
    }

    /// What else must be said about a record (标记).
    Flag as name_of_flag {
        /// 存疑
        Disputed,
        /// 疑似重大
        SuspectedMajor,
        /// 挂牌督办
        Listed,
        /// 延期中
        ExtensionAsked,
        /// 移送中
        InTransfer,
        /// 双责任
        TwoResponsible,
        /// 停产停用
        StopWork,
        /// 疑似重复
        MaybeDuplicate,
        /// 重复
        Duplicate,
        /// 设备时间存疑
        ClockDoubtful,
        /// 作废未成
        VoidContested,
        /// 有待批事项
        ProposalWaiting,
        /// 等照片传到
        PhotoAwaited,
        /// 有新版内容
        UnknownContent,
    }
}

/// How far this device's part of a record has come (在哪里).
#[uniffi::remote(Enum)]
#[uniffi(name = "UploadState")]
pub enum Place {
    /// 只在这部手机里
    OnlyHere,
    /// Sent, not answered.
    Sent,
    /// 镇里收到了
    Accepted,
    /// The centre set it aside.
    Quarantined,
}

/// What a field may hold (值).
#[uniffi::remote(Enum)]
pub enum Scalar {
    /// A field that was cleared.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

unchanged!(Place, Scalar);

/// Why a synchronisation stopped and whose move it is, to be shown to the person.
#[uniffi::export]
pub fn why_stopped(why: Failure) -> Spoken {
    why.spoken()
}
