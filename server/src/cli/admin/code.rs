//! `admin enrol-code`: a one-time code as text, as a link and as a square to scan.

use fangxian_protocol::id::PersonId;
use serde_json::json;

use super::super::qr;
use super::Failure;
use crate::clock::now_ms;
use crate::registry::{CentreUrl, Reach, Registry, is_reserved};

const MINUTE_MS: i64 = 60_000;

/// Issues a code and shows it, good for so many minutes, for phones that reach the centre at `url`.
pub(super) fn issue(
    registry: &Registry,
    person: &PersonId,
    (minutes, url): (i64, Option<&str>),
    json: bool,
) -> Result<(), Failure> {
    if is_reserved(person) {
        return Err(
            "这是中心自己的编号,没有手机。\nthis is the centre's own id; it has no phone".into()
        );
    }
    let place = match url {
        Some(url) => CentreUrl::parse(url)?,
        None => registry.public_url()?,
    };
    let expires_ms = now_ms() + minutes * MINUTE_MS;
    let code = registry
        .issue_code(person, expires_ms)?
        .ok_or("this person holds no post; add one to the posts file and import it")?;
    let link = format!("fangxian://enrol?url={}&code={code}", percent_encoded(&place.url));
    let warning = warning(place.reach);
    if json {
        let line = json!({"code": code, "link": link, "person": person.as_str(),
                          "expires_ms": expires_ms, "url": place.url,
                          "reached_by_phones": place.reach == Reach::Phones,
                          "warning": warning.map(|(_, en)| en)});
        println!("{line}");
        return Ok(());
    }
    println!("{}\n{link}\n\n  {code}\n", qr::draw(&link));
    println!("{minutes} 分钟内有效,只能用一次。\ngood for {minutes} minutes, once");
    if let Some((zh, en)) = warning {
        println!("\n注意:{zh}\nnote: {en}");
    }
    Ok(())
}

/// What keeps phones from reaching an address.
fn warning(reach: Reach) -> Option<(&'static str, &'static str)> {
    match reach {
        Reach::Phones => None,
        Reach::SameNetwork => Some((
            "这个地址只有同一个内网里的手机连得上。对外的地址用 `serve --public-url` 告诉中心。",
            "only phones in the same network reach this address; tell the centre the public one \
             with `serve --public-url`",
        )),
        Reach::ThisMachine => Some((
            "手机连不上这个地址,它只在这台机器上有用。对外的地址用 `serve --public-url` 告诉中心。",
            "phones cannot reach this address, it is this machine's alone; tell the centre the \
             public one with `serve --public-url`",
        )),
        Reach::InTheClear => Some((
            "手机不连没有加密的 http 地址。请用 https 地址,用 `serve --public-url` 告诉中心。",
            "phones refuse plain http to another machine; use https, and tell the centre with \
             `serve --public-url`",
        )),
    }
}

/// A URL as the value of a query.
fn percent_encoded(url: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte);
    let each = |byte: u8| match keep(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    url.bytes().map(each).collect()
}
