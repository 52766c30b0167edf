//! What an app may do next when the ledger did not do what was asked: eight moves, no more.

use fangxian::crdt::BadEdit;
use fangxian::domain::Spoken;
use fangxian::ledger::LedgerError;
use fangxian::store::StoreError;
use fangxian::sync::Failure;
use fangxian_protocol::problem::ProblemCode;

/// Why it was not done, told as what to do next. Nothing was saved unless said so. The reasons
/// never hold what a user typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum FangxianError {
    /// Enrol this device with a code from the administrator.
    #[error("{reason_zh} {reason}")]
    NotEnrolled {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Synchronise, or check the id.
    #[error("{reason_zh} {reason}")]
    NotFound {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Correct `field` and ask again.
    #[error("{reason_zh} {reason}")]
    BadInput {
        /// Which argument or field.
        field: String,
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Ask someone whose post covers the village.
    #[error("{reason_zh} {reason}")]
    OutOfScope {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Something arrived meanwhile: show the record again and let the person decide again.
    #[error("{reason_zh} {reason}")]
    Changed {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Do what the reason says, such as freeing some space, then make the same call again.
    #[error("{reason_zh} {reason}")]
    TryLater {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Unlock the device or its key store, then make the same call again.
    #[error("{reason_zh} {reason}")]
    KeyStore {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
    /// Open the ledger again; if the reason says so, rebuild it or update the app first.
    #[error("{reason_zh} {reason}")]
    Reopen {
        /// What happened and what to do, in plain Chinese.
        reason_zh: String,
        /// The same in English.
        reason: String,
    },
}

/// Makes the errors that carry nothing but their reasons.
macro_rules! made {
    ($($function:ident $variant:ident),*) => {$(
        pub(crate) fn $function(zh: impl Into<String>, en: impl Into<String>) -> Self {
            Self::$variant { reason_zh: zh.into(), reason: en.into() }
        }
    )*};
}

impl FangxianError {
    made!(
        not_enrolled NotEnrolled, not_found NotFound, out_of_scope OutOfScope, changed Changed,
        try_later TryLater, key_store KeyStore, reopen Reopen
    );

    pub(crate) fn bad_input(
        field: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::BadInput { field: field.into(), reason_zh: zh.into(), reason: en.into() }
    }

    /// The ledger was closed.
    pub(crate) fn closed() -> Self {
        Self::reopen("台账已关闭,请重新打开。", "the ledger is closed: open it again")
    }

    /// A fault of ours was caught before it could take the app with it.
    pub(crate) fn fault() -> Self {
        Self::reopen(
            "程序内部出错,已保存的没有丢。请重新打开台账;再出现请报告。",
            "an internal fault; what was saved is safe. Open the ledger again, and report it",
        )
    }
}

impl From<LedgerError> for FangxianError {
    fn from(error: LedgerError) -> Self {
        use LedgerError as E;
        let en = error.to_string();
        match error {
            E::NotEnrolled => Self::not_enrolled("这部设备还没登记,请用管理员给的登记码登记。", en),
            E::AlreadyEnrolled => Self::bad_input(
                "folder",
                "这部设备已经登记过;换人使用请另选目录,中心换了地址请改中心地址。",
                en,
            ),
            E::NotFound { .. } => Self::not_found("这部设备上没有这条,请先同步或核对编号。", en),
            E::OutOfScope => Self::out_of_scope("不在你的管辖范围,请找管这个村的人。", en),
            E::BadInput { field, next_zh, .. } => Self::bad_input(field, next_zh, en),
            E::BadField(bad) => Self::bad_input(bad.field, bad.next_zh, en),
            E::Changed { .. } => Self::changed("你看之后又有新情况,请看过再定。", en),
            E::KeyGone => Self::not_enrolled(
                "手机里没有登记时的密钥(换了手机?),请要新登记码再登记;没发出的都还在。",
                en,
            ),
            E::CannotSign(_) => Self::key_store("手机的密钥现在用不了,请解锁后重试。", en),
            E::BadEdit(BadEdit::Unreadable) | E::Unreadable(_) => {
                Self::reopen("这条记录的缓存读不出,请重建台账(原件都在)。", en)
            }
            E::BadEdit(BadEdit::FactDiffers(_) | BadEdit::TooLarge | BadEdit::Refused(_)) => {
                Self::bad_input("record", "这条记录太长了,请新开一条并注明关联。", en)
            }
            E::Store(error) => Self::from(error),
            E::BadEndpoint(bad) => Self::bad_input(bad.field(), bad.next_zh(), en),
            E::Centre(failure) => Self::from(failure),
            E::Syncing => Self::try_later("正在同步,请等它完成或先取消。", en),
            E::NoRandomness(_) => Self::try_later("手机没有给出随机数,请重启手机后重试。", en),
        }
    }
}

impl From<StoreError> for FangxianError {
    fn from(error: StoreError) -> Self {
        use StoreError as E;
        let en = error.to_string();
        match error {
            E::DiskFull => Self::try_later("手机存满了,请清出一些空间后重试;已保存的没有丢。", en),
            E::KeyLocked => Self::key_store("手机的密钥现在用不了,请解锁后重试。", en),
            E::Busy => Self::try_later("台账正忙,请重试。", en),
            E::InUse => Self::try_later("台账已在别处打开,请先在那里关闭。", en),
            E::Io { .. } => Self::try_later("手机暂时读写不了(可能锁屏了),请稍后重试。", en),
            E::Damaged { .. } => {
                Self::reopen("台账文件损坏,请重新打开:会自动抢救,损坏的文件留着。", en)
            }
            E::NewerSchema { .. } => Self::reopen("台账是新版应用写的,请先升级应用。", en),
            E::NotAStore => Self::bad_input("folder", "这个文件属于别的程序,请另选目录。", en),
            E::Unreadable { .. } => Self::reopen("记录的缓存读不出,请重建台账(原件都在)。", en),
            E::BadPageKey => Self::bad_input("after", "翻页标记对不上,请从第一页开始。", en),
            E::Sqlite { .. } => Self::reopen("数据库出错,请重新打开台账;再出现请报告。", en),
        }
    }
}

impl From<Failure> for FangxianError {
    fn from(failure: Failure) -> Self {
        let Spoken { zh, en } = failure.spoken();
        match failure {
            Failure::NoConnection
            | Failure::NotTheCentre
            | Failure::Certificate(_)
            | Failure::Blocked(_)
            | Failure::Store { .. } => Self::try_later(zh, en),
            Failure::CannotSign => Self::key_store(zh, en),
            Failure::Refused(code) => Self::from(code),
        }
    }
}

impl From<ProblemCode> for FangxianError {
    fn from(code: ProblemCode) -> Self {
        use ProblemCode as P;
        let (zh, en) = (code.zh(), code.en());
        match code {
            P::UnknownCode | P::ExpiredCode => Self::bad_input(code.field(), zh, en),
            P::TooManyTries
            | P::Replayed
            | P::Unavailable
            | P::TooLarge
            | P::DeviceCopied
            | P::LogDiffers
            | P::WrongOffset
            | P::AttachmentDiffers
            | P::UploadsFull
            | P::AttachmentsFull => Self::try_later(zh, en),
            P::UnknownDevice | P::DeviceNotValid | P::BadSignature | P::RenewedTooOften => {
                Self::not_enrolled(zh, en)
            }
            P::NotFound => Self::not_found(zh, en),
            P::Malformed | P::NoCommonDialect => Self::reopen(zh, en),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_calls_a_phone_dismissed_exactly_where_the_move_is_to_enrol() {
        for code in ProblemCode::ALL {
            let is_move = matches!(FangxianError::from(*code), FangxianError::NotEnrolled { .. });
            assert_eq!(Failure::Refused(*code).needs_enrolment(), is_move, "{code:?}");
        }
    }

    #[test]
    fn every_refusal_of_the_centre_leads_to_a_move() {
        for code in ProblemCode::ALL {
            let error = FangxianError::from(*code);
            assert!(error.to_string().contains(code.zh()), "{code:?}");
        }
    }

    #[test]
    fn what_must_be_corrected_is_named_in_both_languages() {
        let (next, next_zh) = ("say what is dangerous", "请写明哪里危险。");
        let error = LedgerError::BadInput { field: "title", next, next_zh };
        let expected = FangxianError::bad_input("title", next_zh, "title: say what is dangerous");
        assert_eq!(FangxianError::from(error), expected);
    }
}
