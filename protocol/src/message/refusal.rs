//! Why the centre did not take an envelope, or not at its author's word. Nothing is deleted: what
//! was not taken lies in quarantine.

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::limits::{PUSH_ENVELOPES_MAX, REASON_BYTES_MAX};

/// One envelope of a push that was not taken, or not at its author's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which envelope, counted from 0 in the push.
    pub index: u64,
    /// Why.
    pub code: RefusalCode,
    /// Which part of it, in the field's name; never what a user typed.
    pub detail: String,
}

macro_rules! refusal_codes {
    ($(
        $(#[$doc:meta])*
        $name:ident = $number:literal, $word:literal, $zh:literal, $en:literal;
    )*) => {
        /// Why an envelope was not taken as it is, and so what to do next.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RefusalCode {
            $($(#[$doc])* $name,)*
        }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its number on the wire.
            pub fn number(self) -> u64 {
                match self { $(Self::$name => $number),* }
            }

            /// Its stable name, for logs, metrics and machines.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What happened and what to do, in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh),* }
            }

            /// What happened and what to do, in English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $en),* }
            }
        }
    };
}

refusal_codes! {
    /// Not an envelope.
    Malformed = 1, "malformed",
        "数据损坏,已留底。请升级应用后重试。",
        "The data is damaged and was set aside. Update the app, then retry.";
    /// Signed by another key, or altered.
    BadSignature = 2, "bad_signature",
        "签名不符,已留底。请联系管理员重新登记这部手机。",
        "The signature does not hold. Ask the administrator to enrol this phone again.";
    /// The device is unknown, expired or revoked.
    DeviceNotValid = 3, "device_not_valid",
        "这部手机的登记已失效,已留底待镇里认定。请重新登记。",
        "This phone's enrolment is no longer valid; kept for review. Enrol again.";
    /// The person or role in a fact is not the device's.
    RoleNotHeld = 4, "role_not_held",
        "岗位与登记不一致,已留底。请联系管理员核对岗位。",
        "The role is not one this phone was enrolled for. Ask the administrator.";
    /// The village is outside the device's scope.
    OutOfScope = 5, "out_of_scope",
        "不在你的管辖范围,已留底。请联系管理员核对辖区。",
        "The village is outside your area. Ask the administrator to check it.";
    /// The rebuilt change has another hash than the signed one.
    HashMismatch = 6, "hash_mismatch",
        "内容与签名不符,已留底。请升级应用后重试。",
        "The content does not match what was signed. Update the app, then retry.";
    /// It follows changes the centre does not have; it may succeed later.
    MissingDependency = 7, "missing_dependency",
        "前面的记录还没到,会自动重试。",
        "An earlier change has not arrived; it will be retried by itself.";
    /// Its sequence number or operation counter does not follow.
    BrokenSequence = 8, "broken_sequence",
        "次序不连续,已留底。请升级应用后重试。",
        "It does not follow in sequence. Update the app, then retry.";
    /// It writes what the vocabulary does not have.
    OutsideSchema = 9, "outside_schema",
        "含有不支持的内容,已留底。请升级应用后重试。",
        "It holds content this centre does not support. Update the app, then retry.";
    /// The same device and counter, or writer and number, with other content.
    Equivocation = 10, "equivocation",
        "同一编号出现两份不同内容,可能手机被复制,两份都已留底。请联系管理员。",
        "Two changes under one number: was the phone copied? Both are kept. Ask for help.";
    /// The record would grow beyond its limits.
    RecordFull = 11, "record_full",
        "这条记录太长了,已留底。请新开一条并注明关联。",
        "This record is full. Open a new one and link it.";
    /// It would change the record's kind or home.
    WrongRecord = 12, "wrong_record",
        "与已有记录的类别或属地不符,已留底。请联系管理员。",
        "Its kind or village differs from the record's. Ask the administrator.";
    /// Taken, but not at its author's word: the phone was revoked or the post had ended. It stands
    /// in the record as an unverified proposal.
    Unverified = 13, "unverified",
        "已转给镇里,标为“未核实”,等镇里认定。有疑问请联系管理员。",
        "Passed on as unverified; the township decides. Ask the administrator if in doubt.";
}

impl RefusalCode {
    /// Whether sending the same envelope again later may succeed.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::MissingDependency)
    }

    /// Whether the centre took the envelope all the same.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Unverified)
    }
}

impl Wire for Refusal {
    fn write(&self, writer: &mut Writer) {
        writer.array(3).u64(self.index).u64(self.code.number()).text(&self.detail);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("refusal", 3)?;
        let index = reader.u64("refusal.index")?;
        if index >= PUSH_ENVELOPES_MAX as u64 {
            return Err(reader.bad("refusal.index"));
        }
        let number = reader.u64("refusal.code")?;
        let code = RefusalCode::ALL.iter().copied().find(|code| code.number() == number);
        Ok(Self {
            index,
            code: code.ok_or(reader.bad("refusal.code"))?,
            detail: reader.text("refusal.detail", REASON_BYTES_MAX)?.to_owned(),
        })
    }
}
