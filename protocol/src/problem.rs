//! Why a whole request was refused: a stable code, the field, and the next move.
//!
//! Travels as problem details (RFC 9457, `application/problem+json`) with these members:
//! `code`, `field`, `title` (English), `title_zh`, and `detail` where more can be said.

/// The header that repeats the code, for answers without a body.
pub const PROBLEM_HEADER: &str = "fangxian-problem";

macro_rules! problem_codes {
    ($(
        $(#[$doc:meta])*
        $name:ident = $status:literal, $word:literal, $field:literal, $zh:literal, $en:literal;
    )*) => {
        /// Why a request was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The HTTP status it travels with.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// Its stable name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The field it is about.
            pub fn field(self) -> &'static str {
                match self { $(Self::$name => $field),* }
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

problem_codes! {
    /// The bytes are not such a message.
    Malformed = 400, "malformed", "body",
        "请求内容无法识别。请升级应用后重试。",
        "The request cannot be read. Update the app, then retry.";
    /// More than a limit allows.
    TooLarge = 413, "too_large", "body",
        "一次上传太多。请分批重试。",
        "Too much at once. Send smaller batches.";
    /// No dialect in common.
    NoCommonDialect = 400, "no_common_dialect", "dialects",
        "应用版本与中心不兼容。请升级应用或中心。",
        "The app and the centre speak no common version. Update one of them.";
    /// The enrolment code was never issued, or was used.
    UnknownCode = 403, "unknown_code", "code",
        "登记码不存在或已用过。请向管理员要一个新码。",
        "The enrolment code is unknown or was used. Ask for a new one.";
    /// The enrolment code is too old.
    ExpiredCode = 403, "expired_code", "code",
        "登记码已过期。请向管理员要一个新码。",
        "The enrolment code has expired. Ask for a new one.";
    /// Too many wrong codes from there.
    TooManyTries = 429, "too_many_tries", "code",
        "输错次数太多。请十分钟后再试。",
        "Too many wrong codes. Try again in ten minutes.";
    /// The device is not enrolled.
    UnknownDevice = 401, "unknown_device", "device",
        "这部手机没有登记。请用登记码登记。",
        "This phone is not enrolled. Enrol it with a code.";
    /// The device was revoked or its certificate has ended.
    DeviceNotValid = 403, "device_not_valid", "device",
        "这部手机的登记已失效。请联系管理员重新登记。",
        "This phone's enrolment is no longer valid. Ask for a new code.";
    /// The request's signature does not hold.
    BadSignature = 401, "bad_signature", "signature",
        "请求签名不符。请重新登记这部手机。",
        "The request's signature does not hold. Enrol this phone again.";
    /// The request's number is not above the last.
    Replayed = 409, "replayed", "number",
        "这个请求已处理过。请重试一次。",
        "This request was already handled. Send a new one.";
    /// The phone was restored from a backup, or copied: the centre knows later or other words of
    /// it.
    DeviceCopied = 409, "device_copied", "chain",
        "这部手机是恢复或复制来的,会自动换一个新设备号,写过的都在。",
        "This phone was restored or copied. It takes a new name by itself; nothing is lost.";
    /// What the device heard, or was told to have arrived, is not here: the centre was put back to
    /// an earlier day, or lost something.
    LogDiffers = 409, "log_differs", "cursors",
        "中心恢复过备份。手机会自动重新核对,把中心缺的补上,写过的都在。",
        "The centre was restored. The phone hears everything again and brings what is missing.";
    /// It took new names too often.
    RenewedTooOften = 429, "renewed_too_often", "device",
        "这部手机换设备号太频繁。请联系管理员用登记码重新登记。",
        "This phone took new names too often. Ask the administrator for a new code.";
    /// Nothing by that name, or not for this device.
    NotFound = 404, "not_found", "path",
        "没有这个文件,或不在你的管辖范围。请重新同步。",
        "No such file, or it is outside your area. Sync again.";
    /// The upload does not go on where the centre stands.
    WrongOffset = 409, "wrong_offset", "upload-offset",
        "附件上传的位置不对,会自动接着传。",
        "The upload does not continue where the centre stands. It goes on by itself.";
    /// What arrived is not what the record says.
    AttachmentDiffers = 422, "attachment_differs", "attachment",
        "附件内容与记录不符,会从头重传。",
        "The attachment is not what the record says. It is sent anew.";
    /// As many bytes as a device may upload in a day.
    UploadsFull = 429, "uploads_full", "attachment",
        "今天上传的附件太多。明天会自动接着传。",
        "Too many attachments for one day. They go on tomorrow by themselves.";
    /// The centre keeps no more attachments of this person, this village, or at all.
    AttachmentsFull = 507, "attachments_full", "attachment",
        "中心存照片的地方满了,照片先留在手机上,记录照常上传。请告诉管理员。",
        "The centre has no room for more attachments; they stay here. Ask the administrator.";
    /// The centre cannot answer now.
    Unavailable = 503, "unavailable", "centre",
        "中心暂时不可用,会自动重试。",
        "The centre cannot answer now. It will be retried by itself.";
}

impl ProblemCode {
    /// Reads a code from its name; `None` for one of a newer version.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}
