//! Why the folder of a centre cannot be used, and why a device cannot become known.

use std::path::PathBuf;

use crate::private;
use crate::storage::StorageError;

/// The folder of a centre cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key file is damaged.
    #[error(
        "{0}: 这不是中心的密钥(文件坏了),请从备份放回。\n\
         not the key of a centre; put it back from the backup"
    )]
    Key(PathBuf),
    /// There is a database and no key: whatever was started here would not be this centre.
    #[error(
        "{0}: 中心的密钥不见了,请从备份放回;没有它,手机都不认这个中心。\n\
         the key of this centre is gone; put it back from the backup: without it no phone knows \
         this centre"
    )]
    KeyGone(PathBuf),
    /// The key signed nothing of what is here: it belongs to another centre.
    #[error(
        "{0}: 这不是这个中心的密钥,数据库里的证书都不是它签的;请从这个中心的备份放回。\n\
         not the key of this centre, none of the certificates in the database bears its signature; \
         put back the one in this centre's backup"
    )]
    OtherKey(PathBuf),
    /// Another process has the folder.
    #[error(
        "{0}: 另一个中心程序正在使用这个文件夹,请先停掉它。\n\
         another centre is running on this folder; stop it first"
    )]
    Busy(PathBuf),
    /// Others can read or change a key.
    #[error(
        "{0}: 这个密钥别人也能读或改。先弄清有没有外人拿到过,再运行:chmod 600 {0}\n\
         others can read or change this key; find out whether anyone has taken it, then run: \
         chmod 600 {0}"
    )]
    KeyOpenToOthers(PathBuf),
    /// Others can look into what holds names and phones, and it could not be closed to them.
    #[error(
        "{0}: 别人也能看到这里的姓名、电话和照片。请运行:chmod {1:o} {0}\n\
         others can see the names, phones and photos in here; run: chmod {1:o} {0}"
    )]
    OpenToOthers(PathBuf, u32),
    /// There is no centre in the folder.
    #[error(
        "{0}: 这个文件夹里没有中心,请检查 --data。新建中心用 `serve` 或 `admin import`。\n\
         there is no centre in this folder; check --data. To found one, use `serve` or \
         `admin import`"
    )]
    NoCentre(PathBuf),
    /// A backup there would overwrite a centre.
    #[error(
        "{0}: 备份不能放在中心自己的文件夹里,也不能盖掉另一个中心。请换一个文件夹。\n\
         a backup may not lie in the centre's own folder, nor overwrite another centre; choose \
         another folder"
    )]
    NotForBackups(PathBuf),
    /// A name or an address that phones could not take.
    #[error("{0}")]
    Unusable(&'static str),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The system gave no random bytes.
    #[error("random numbers: {0}")]
    Random(getrandom::Error),
}

impl From<private::Fault> for OpenError {
    fn from(fault: private::Fault) -> Self {
        match fault {
            private::Fault::File(path, source) => Self::File { path, source },
            private::Fault::KeyOpenToOthers(path) => Self::KeyOpenToOthers(path),
            private::Fault::OpenToOthers(path, mode) => Self::OpenToOthers(path, mode),
        }
    }
}

/// A device could not enrol.
#[derive(Debug, thiserror::Error)]
pub enum EnrolFault {
    /// The proof does not hold.
    #[error("the proof of the key does not hold")]
    BadProof,
    /// No dialect in common.
    #[error("no common dialect")]
    NoCommonDialect,
    /// Never issued, or used.
    #[error("unknown code")]
    UnknownCode,
    /// Too old.
    #[error("expired code")]
    ExpiredCode,
    /// The key was revoked or locked, or is another person's.
    #[error("this key may not enrol again")]
    KeyNotValid,
    /// It took new names too often.
    #[error("too many new names for one phone")]
    TooOften,
    /// The centre itself failed.
    #[error("{0}")]
    Unavailable(String),
}
