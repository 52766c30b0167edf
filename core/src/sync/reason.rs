//! Why a synchronisation stopped and whose move it is, in words to show.

use super::event::Failure;
use super::transport::{Barrier, CertificateFault};
use crate::domain::Spoken;

impl Failure {
    /// Why, and whose move it is, in words to show.
    pub fn spoken(&self) -> Spoken {
        match self {
            Self::NoConnection => Spoken::new(
                "连不上中心,有信号时会再试。",
                "no way to the centre now; it works again with a signal",
            ),
            Self::NotTheCentre => Spoken::new(
                "连到的不是中心(可能要先登录 Wi-Fi),请换个网络重试。",
                "what answered is not the centre: sign in to the Wi-Fi or change the network",
            ),
            Self::Certificate(fault) => fault.spoken(),
            Self::Blocked(barrier) => barrier.spoken(),
            Self::Store { .. } => Spoken::new(
                "手机存不下中心给的内容,请清出一些空间后重试。",
                "this device could not keep what the centre said: free some space, then retry",
            ),
            Self::CannotSign => Spoken::new(
                "手机的密钥现在用不了,请解锁后重试。",
                "the key store does not sign now: unlock the device, then retry",
            ),
            Self::Refused(code) => Spoken::new(code.zh(), code.en()),
        }
    }
}

impl CertificateFault {
    fn spoken(self) -> Spoken {
        let (zh, en) = match self {
            Self::Expired => (
                "中心的证书过期了,请告诉管理员换新证书;换好后会自动同步,手机里的都在。",
                "the centre's certificate has expired: tell the administrator to renew it; \
                 synchronising goes on by itself then, nothing is lost",
            ),
            Self::NotValidYet => (
                "中心的证书还没到生效日期,请告诉管理员;改好后会自动同步,手机里的都在。",
                "the centre's certificate is not valid yet: tell the administrator; synchronising \
                 goes on by itself then, nothing is lost",
            ),
            Self::Dates => (
                "中心的证书和手机的日期对不上,请先看手机日期对不对;日期没错就告诉管理员。",
                "the centre's certificate does not fit this device's date: set the date first; if \
                 it is right, tell the administrator",
            ),
            Self::WrongName => (
                "这个地址上的证书不是中心的:可能要先登录 Wi-Fi,或中心换了地址;换个网络还这样,\
                 请向管理员要新地址。",
                "the certificate there is for another name: sign in to the Wi-Fi or change the \
                 network; if it stays so, ask the administrator for the centre's address",
            ),
            Self::UnknownAuthority => (
                "中心的证书不是可信机构发的,没有传出任何内容:可能要先登录 Wi-Fi,或有人拦截;\
                 换个网络还这样,请向管理员要新证书。",
                "nobody this device trusts issued the certificate there, and nothing was sent: \
                 sign in to the Wi-Fi or change the network; if it stays so, ask the administrator \
                 for the new authority",
            ),
            Self::Unusable => (
                "中心的证书用不了,请告诉管理员检查;手机里的都在。",
                "the centre's certificate cannot be used: tell the administrator to look at it; \
                 nothing is lost",
            ),
        };
        Spoken::new(zh, en)
    }
}

impl Barrier {
    fn spoken(self) -> Spoken {
        let (zh, en) = match self {
            Self::Moved => (
                "中心的地址换了,新地址还没得到证明,请向管理员要新地址。".to_owned(),
                "the address leads elsewhere, and nobody there has proven to be the centre: ask \
                 the administrator for the new address"
                    .to_owned(),
            ),
            Self::ProxyLogin => (
                "这个网络的代理要先登录,请登录代理或换个网络。".to_owned(),
                "the proxy of this network wants a login: sign in there or change the network"
                    .to_owned(),
            ),
            Self::TooMany => (
                "网络那边说请求太多,过一会儿会自动再试。".to_owned(),
                "the network takes no more requests for now: it is tried again by itself later"
                    .to_owned(),
            ),
            Self::TooLarge => (
                "网络中间不让传这么大的内容,请换个网络;还不行就告诉管理员(413)。".to_owned(),
                "something on the way takes nothing so large: change the network; if it stays so, \
                 tell the administrator (413)"
                    .to_owned(),
            ),
            Self::Refuses(status) => (
                format!("网络中间有设备拦住了({status}),请换个网络;还不行就告诉管理员这个数字。"),
                format!(
                    "something on the way refuses ({status}): change the network; if it stays so, \
                     tell the administrator this number"
                ),
            ),
        };
        Spoken::new(zh, en)
    }
}
