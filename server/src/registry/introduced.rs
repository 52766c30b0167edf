//! How the centre introduces itself: its name, where phones reach it, and itself as a speaker in
//! records.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use fangxian::domain::centre::CENTRE;
use fangxian::domain::person::Role;
use fangxian_protocol::address::centre_address;
use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::directory::Card;
use fangxian_protocol::id::PersonId;
use fangxian_protocol::limits::NAME_BYTES_MAX;

use super::{OpenError, Registry, unusable};
use crate::clock::now_ms;
use crate::storage::{DirectoryEdit, NewDevice, StorageError};

/// What the centre is called until it is given a name.
const NAME_DEFAULT: &str = "防线中心";
const NAME_SETTING: &str = "centre_name";
const URL_SETTING: &str = "public_url";
const LISTENS_SETTING: &str = "listens_at";
/// Where a centre listens that was never started.
const LISTENS_DEFAULT: &str = "http://127.0.0.1:8787";
/// The scope in the centre's own certificate. Its word is not bound to a place.
const EVERYWHERE: &str = "10";
/// Longest address of a centre: it goes into a square that a phone scans.
const URL_BYTES_MAX: usize = 512;

/// Where a centre is, as far as it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreUrl {
    /// The address.
    pub url: String,
    /// Who can reach it.
    pub reach: Reach,
}

/// Whose phones can reach an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everyone's, as far as the address says.
    Phones,
    /// Those in the same network.
    SameNetwork,
    /// None: only this machine.
    ThisMachine,
    /// None: phones refuse plain http to another machine.
    InTheClear,
}

/// Whether an id is the centre's own, which no person may have: its words would be set aside.
pub fn is_reserved(person: &PersonId) -> bool {
    person.as_str().eq_ignore_ascii_case(CENTRE)
}

impl Registry {
    /// The centre's name.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn name(&self) -> Result<String, StorageError> {
        let given = self.storage.setting(NAME_SETTING)?.map(|name| fitting(&name));
        Ok(given.filter(|name| !name.is_empty()).unwrap_or_else(|| NAME_DEFAULT.to_owned()))
    }

    /// Gives the centre a name, which phones show.
    ///
    /// # Errors
    /// [`OpenError::Unusable`] for a name that phones would not take, or nobody could read.
    pub fn set_name(&self, name: &str) -> Result<(), OpenError> {
        let name = name.trim();
        if name.is_empty() || fitting(name) != name {
            return Err(OpenError::Unusable(
                "--name: 中心的名称要写在一行里,有字,最多 42 个汉字。\n\
                 --name: a name is one line of 1 to 128 bytes",
            ));
        }
        self.storage.put_setting(NAME_SETTING, name)?;
        Ok(self.put_own_card(name)?)
    }

    /// The address phones are to use; `None` until this centre was told.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn address(&self) -> Result<Option<String>, StorageError> {
        self.storage.setting(URL_SETTING)
    }

    /// Tells this centre the address phones are to use: codes carry it, and the centre signs it for
    /// whoever asks for proof.
    ///
    /// # Errors
    /// [`OpenError::Unusable`] for an address that no phone would take.
    pub fn set_address(&self, address: &str) -> Result<(), OpenError> {
        let address = CentreUrl::parse(address)?.url;
        let Ok(address) = centre_address(&address) else {
            return Err(OpenError::Unusable(
                "手机只连 https 地址,像 https://centre.example/\n\
                 phones take https only; expected an address such as https://centre.example/",
            ));
        };
        Ok(self.storage.put_setting(URL_SETTING, address.as_str())?)
    }

    /// Keeps where the centre listens, for when nobody said where phones reach it.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn set_listens_at(&self, address: SocketAddr, tls: bool) -> Result<(), StorageError> {
        let scheme = if tls { "https" } else { "http" };
        self.storage.put_setting(LISTENS_SETTING, &format!("{scheme}://{address}"))
    }

    /// Where phones reach the centre, or else where it listened last.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn public_url(&self) -> Result<CentreUrl, StorageError> {
        let said = self.address()?;
        let url = said.map_or_else(|| self.storage.setting(LISTENS_SETTING), |url| Ok(Some(url)));
        Ok(CentreUrl::of(url?.unwrap_or_else(|| LISTENS_DEFAULT.to_owned())))
    }

    /// Gives the centre, as a speaker in records, a card and a certificate, once, or again when a
    /// drive has changed it. An earlier version took longer names than phones read.
    pub(super) fn introduce_voice(&self) -> Result<(), OpenError> {
        let key = self.voice.public_key();
        let (roster, name) = (self.roster()?, self.name()?);
        let person: PersonId = CENTRE.parse().map_err(unusable)?;
        let card = roster.card(&person).is_some_and(|row| row.erased || row.card.name == name);
        let known = roster.device(key.device()).cloned();
        if known.is_some_and(|device| self.vouches_for(&device.certificate)) {
            return match card {
                true => Ok(()),
                false => Ok(self.put_own_card(&name)?),
            };
        }
        self.put_own_card(&name)?;
        let at_ms = now_ms();
        let scope = EVERYWHERE.parse().map_err(unusable)?;
        let post = Post { role: Role::Centre.code().to_owned(), scope };
        // Whatever a clock says: its words must hold when they come back to a centre put back in
        // time.
        let validity = (0, i64::MAX);
        let issued = Certificate::issue(key, person, vec![post], validity, &self.key);
        let certificate = issued.map_err(unusable)?.to_bytes();
        self.storage.put_device(&NewDevice { device: key.device(), certificate, at_ms })?;
        Ok(())
    }

    /// People read in the history that the centre said something: by its name.
    fn put_own_card(&self, name: &str) -> Result<(), StorageError> {
        let person = CENTRE.parse().map_err(unusable)?;
        let card = Card { person, name: name.to_owned(), phone: String::new() };
        self.storage.edit_directory(&DirectoryEdit { cards: vec![card], ..Default::default() })
    }
}

impl CentreUrl {
    /// An address that phones take.
    ///
    /// # Errors
    /// [`OpenError::Unusable`] for what is no address of a centre.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        let url = url.trim();
        let plain = url.bytes().all(|byte| byte.is_ascii_graphic());
        let host = url.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next());
        let is_address =
            matches!(host, Some(Some(host)) if !host.is_empty() && !host.contains('@'));
        let is_query = url.contains(['?', '#']);
        let has_scheme = url.starts_with("https://") || url.starts_with("http://");
        if !plain || !is_address || is_query || !has_scheme || url.len() > URL_BYTES_MAX {
            return Err(OpenError::Unusable(
                "手机用的地址应像 https://centre.example/\n\
                 expected an address for phones such as https://centre.example/",
            ));
        }
        Ok(Self::of(url.to_owned()))
    }

    fn of(url: String) -> Self {
        let reach = reach(&url);
        Self { url, reach }
    }
}

/// As much of a name as phones take: one line, so many bytes.
fn fitting(name: &str) -> String {
    let mut fitting = String::new();
    for letter in name.chars().filter(|letter| !letter.is_control()) {
        if fitting.len() + letter.len_utf8() > NAME_BYTES_MAX {
            break;
        }
        fitting.push(letter);
    }
    fitting.trim().to_owned()
}

fn reach(url: &str) -> Reach {
    let host = host(url);
    let reach = match host.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => reach_of_v4(ip),
        Ok(IpAddr::V6(ip)) => reach_of_v6(ip),
        Err(_) if host == "localhost" || host.ends_with(".localhost") => Reach::ThisMachine,
        Err(_) if !host.contains('.') || host.ends_with(".local") => Reach::SameNetwork,
        Err(_) => Reach::Phones,
    };
    match centre_address(url) {
        Err(_) if reach != Reach::ThisMachine => Reach::InTheClear,
        _ => reach,
    }
}

fn reach_of_v4(ip: Ipv4Addr) -> Reach {
    let [first, second, ..] = ip.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    match (ip.is_loopback() || ip.is_unspecified(), ip.is_private() || ip.is_link_local()) {
        (true, _) => Reach::ThisMachine,
        (_, true) => Reach::SameNetwork,
        _ if is_shared => Reach::SameNetwork,
        _ => Reach::Phones,
    }
}

fn reach_of_v6(ip: Ipv6Addr) -> Reach {
    match (ip.is_loopback() || ip.is_unspecified(), ip.segments()[0]) {
        (true, _) => Reach::ThisMachine,
        (_, 0xfc00..=0xfdff | 0xfe80..=0xfebf) => Reach::SameNetwork,
        _ => Reach::Phones,
    }
}

/// The name or number of the machine in an address.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split('/').next().unwrap_or(rest);
    let host = match place.strip_prefix('[') {
        Some(long) => long.split(']').next().unwrap_or(long),
        None => place.split(':').next().unwrap_or(place),
    };
    host.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_whose_phones_reach_it() {
        for (url, reach) in [
            ("https://centre.example/", Reach::Phones),
            ("https://203.0.113.7:8443", Reach::Phones),
            ("https://[2001:db8::1]/", Reach::Phones),
            ("http://127.0.0.1:8787", Reach::ThisMachine),
            ("https://localhost/", Reach::ThisMachine),
            ("https://0.0.0.0:443", Reach::ThisMachine),
            ("https://[::]:443", Reach::ThisMachine),
            ("https://[::ffff:127.0.0.1]/", Reach::ThisMachine),
            ("https://169.254.0.1/", Reach::SameNetwork),
            ("https://100.64.0.1/", Reach::SameNetwork),
            ("https://[fe80::1]/", Reach::SameNetwork),
            ("https://server-room/", Reach::SameNetwork),
            ("http://centre.example/", Reach::InTheClear),
            ("http://169.254.0.1:8787", Reach::InTheClear),
        ] {
            assert_eq!(CentreUrl::parse(url).unwrap().reach, reach, "{url}");
        }
        for url in ["", "centre.example", "ftp://a", "https://", "https://a b/", "https://a/?x"] {
            assert!(CentreUrl::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_name_fits_into_what_phones_read() {
        assert_eq!(fitting(&"望".repeat(60)).chars().count(), NAME_BYTES_MAX / 3);
        assert_eq!(fitting(" 望川区\n中心 "), "望川区中心");
    }

    #[test]
    fn the_id_of_the_centre_is_nobodys() {
        for id in ["centre", "Centre", "CENTRE"] {
            assert!(is_reserved(&id.parse().unwrap()), "{id}");
        }
        assert!(!is_reserved(&"p-centre".parse().unwrap()));
    }
}
