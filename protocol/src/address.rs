//! Where a centre can be: the addresses that phones take.

use url::Url;

/// No phone takes this address of a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Not an address such as `https://centre.example/`.
    #[error("url: expected an address such as https://centre.example/")]
    Malformed,
    /// Plain HTTP to another machine: anyone between could read and write.
    #[error("url: use https; plain http is only for this same machine")]
    Insecure,
}

/// The address of a centre as its paths are put after it. Plain HTTP is taken only for this same
/// machine.
///
/// # Errors
/// [`BadAddress`].
pub fn centre_address(text: &str) -> Result<Url, BadAddress> {
    let mut url = Url::parse(text.trim()).map_err(|_| BadAddress::Malformed)?;
    let host = url.host_str().ok_or(BadAddress::Malformed)?;
    let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        "http" => return Err(BadAddress::Insecure),
        _ => return Err(BadAddress::Malformed),
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_put_after_an_address_and_others_than_https_are_for_this_machine() {
        let read = |text| centre_address(text).map(|url| url.to_string());
        let plain = Ok("https://centre.example/a/".to_owned());
        for text in ["https://centre.example/a", " https://centre.example/a/?b#c\n"] {
            assert_eq!(read(text), plain, "{text}");
        }
        assert_eq!(read("http://127.0.0.1:8787"), Ok("http://127.0.0.1:8787/".to_owned()));
        assert_eq!(read("http://centre.example"), Err(BadAddress::Insecure));
        for text in ["", "centre.example", "ftp://centre.example", "https://", "::"] {
            assert_eq!(read(text), Err(BadAddress::Malformed), "{text}");
        }
    }
}
