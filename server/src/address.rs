//! Who asks, by address: what counts as one, and whose word about others is believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// The part of an IPv6 address that one line is given.
const LINE_BITS: u32 = 64;

/// What counts as one address: an IPv4 address, or the /64 of an IPv6 address.
pub fn as_one(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => first_bits(address, LINE_BITS).into(),
    }
}

/// Whose word about who asks is believed.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    nearby: bool,
    named: Vec<Network>,
}

/// Addresses that begin alike, as `203.0.113.7` or `203.0.113.0/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u32,
}

/// No network is spelled like that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address, or an address and bits, as 203.0.113.7 or 203.0.113.0/24")]
pub struct NotANetwork;

impl Proxies {
    /// One proxy in front, at this machine or in a private network.
    pub fn nearby() -> Self {
        Self { nearby: true, named: Vec::new() }
    }

    /// The proxies that were named, and no others.
    pub fn named(named: Vec<Network>) -> Self {
        Self { nearby: false, named }
    }

    /// Whether what came from there was handed on for someone else.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        (self.nearby && is_nearby(address)) || self.are_named(address)
    }

    /// Who asks over a connection from `connected`, by all values of `x-forwarded-for` in order.
    /// Each proxy adds the address it was asked from, so the last is true, and what stands before
    /// it only as far as named proxies reach.
    pub fn client<'a>(
        &self,
        connected: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
    ) -> IpAddr {
        if !self.contain(connected) {
            return connected;
        }
        let mut client = connected;
        for said in forwarded.rev().map(parsed) {
            let Some(said) = said else { break };
            client = said;
            if !self.are_named(said) {
                break;
            }
        }
        client
    }

    fn are_named(&self, address: IpAddr) -> bool {
        self.named.iter().any(|network| network.holds(address))
    }
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let differ = (first.to_bits() ^ address.to_bits()).leading_zeros();
                differ >= self.bits
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let differ = (first.to_bits() ^ address.to_bits()).leading_zeros();
                differ >= self.bits
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let first: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| NotANetwork)?;
        if bits > most { Err(NotANetwork) } else { Ok(Self { first, bits }) }
    }
}

/// An address as proxies spell it: alone, with a port, in brackets.
fn parsed(said: &str) -> Option<IpAddr> {
    let said = said.trim();
    let bare = said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(said);
    let address = bare.parse().or_else(|_| said.parse().map(|with: SocketAddr| with.ip())).ok()?;
    Some(IpAddr::to_canonical(&address))
}

fn is_nearby(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

fn first_bits(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
    Ipv6Addr::from_bits(address.to_bits() & mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_ipv6_line_counts_as_one_whatever_address_it_picks() {
        assert_eq!(as_one(ip("2001:db8:1:2::3")), as_one(ip("2001:db8:1:2:ffff::9")));
        assert_ne!(as_one(ip("2001:db8:1:2::3")), as_one(ip("2001:db8:1:3::3")));
        assert_ne!(as_one(ip("192.0.2.1")), as_one(ip("192.0.2.2")));
        assert_eq!(as_one(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
    }

    #[test]
    fn only_the_proxy_in_front_says_who_asks() {
        let proxies = Proxies::nearby();
        let client = |connected: &str, said: &[&str]| {
            proxies.client(ip(connected), said.iter().flat_map(|line| line.split(',')))
        };
        let asked = ip("198.51.100.7");
        assert_eq!(client("127.0.0.1", &["198.51.100.7"]), asked);
        // What the client wrote itself stands before it, on the same line or on one of its own.
        assert_eq!(client("127.0.0.1", &["203.0.113.9, 198.51.100.7"]), asked);
        assert_eq!(client("127.0.0.1", &["203.0.113.9", "198.51.100.7"]), asked);
        assert_eq!(client("127.0.0.1", &["198.51.100.7:4711"]), asked);
        assert_eq!(client("127.0.0.1", &["[2001:db8::1]:4711"]), ip("2001:db8::1"));
        assert_eq!(client("127.0.0.1", &["[2001:db8::1]"]), ip("2001:db8::1"));
        // Someone of the private network behind it is a client, not a second proxy.
        assert_eq!(client("127.0.0.1", &["203.0.113.9, 192.168.0.8"]), ip("192.168.0.8"));
        // Nobody in front: the word is worth nothing.
        assert_eq!(client("198.51.100.7", &["203.0.113.9"]), asked);
        assert_eq!(client("127.0.0.1", &["unknown"]), ip("127.0.0.1"));
    }

    #[test]
    fn named_proxies_are_believed_as_far_as_they_reach() {
        let named = ["203.0.113.0/24", "2001:db8::5"].map(|text| text.parse().unwrap());
        let proxies = Proxies::named(named.to_vec());
        let said = ["192.0.2.1, 198.51.100.7, 203.0.113.44"];
        let said = || said.iter().flat_map(|line| line.split(','));
        assert_eq!(proxies.client(ip("203.0.113.5"), said()), ip("198.51.100.7"));
        assert_eq!(proxies.client(ip("127.0.0.1"), said()), ip("127.0.0.1"));
        assert!(proxies.contain(ip("2001:db8::5")) && !proxies.contain(ip("2001:db8::6")));
        for wrong in ["", "203.0.113.0/33", "proxy", "203.0.113.0/"] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork), "{wrong}");
        }
    }
}
