//! Guessing enrolment codes is slow: each address, each device and each family of codes has ten
//! wrong tries, and regains one a minute.
//!
//! An address that has none left is told so, but a right code from it is taken all the same: whole
//! towns share one address. A family is the codes that have four letters in one place in common:
//! whoever saw part of a code cannot try the rest of it, from however many addresses.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fangxian_protocol::code::EnrolmentCode;
use fangxian_protocol::id::DeviceId;

use crate::clock::Stopwatch;

const TRIES_MAX: u32 = 10;
const REGAIN: Duration = Duration::from_secs(60);
/// Beyond this many, those with the most tries left are forgotten.
const HELD_MAX: usize = 50_000;

/// Wrong tries by who and what they were of.
#[derive(Debug, Default)]
pub(super) struct Tries(Mutex<HashMap<Guesser, (u32, Stopwatch)>>);

/// Who tries, or what is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Guesser {
    Address(IpAddr),
    Device(DeviceId),
    Family(usize, [u8; 4]),
}

impl Tries {
    /// Takes one try of a code from a device; false when either has none left.
    pub(super) fn take(&self, device: DeviceId, code: Option<&EnrolmentCode>) -> bool {
        let mut held = self.held();
        let all = guessed(device, code);
        let may = all.iter().all(|one| left(&held, one) > 0);
        all.into_iter().for_each(|one| charge(&mut held, one));
        may
    }

    /// Gives the try back: the code was right.
    pub(super) fn give_back(&self, device: DeviceId, code: Option<&EnrolmentCode>) {
        let mut held = self.held();
        for one in guessed(device, code) {
            if let Some((left, _)) = held.get_mut(&one) {
                *left = (*left + 1).min(TRIES_MAX);
            }
        }
    }

    /// Charges an address with a wrong code; false when it had no try left.
    pub(super) fn charge_address(&self, address: IpAddr) -> bool {
        let mut held = self.held();
        let one = Guesser::Address(neighbourhood(address));
        let may = left(&held, &one) > 0;
        charge(&mut held, one);
        may
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Guesser, (u32, Stopwatch)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn guessed(device: DeviceId, code: Option<&EnrolmentCode>) -> Vec<Guesser> {
    let groups = code.into_iter().flat_map(EnrolmentCode::groups).enumerate();
    let families = groups.map(|(place, group)| Guesser::Family(place, group));
    families.chain([Guesser::Device(device)]).collect()
}

/// Whoever has one address of IPv6 has as many as they like beside it.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        short => short,
    }
}

fn left(held: &HashMap<Guesser, (u32, Stopwatch)>, one: &Guesser) -> u32 {
    held.get(one).map_or(TRIES_MAX, now_left)
}

fn now_left((left, since): &(u32, Stopwatch)) -> u32 {
    left.saturating_add(regained(*since)).min(TRIES_MAX)
}

fn charge(held: &mut HashMap<Guesser, (u32, Stopwatch)>, one: Guesser) {
    // Nothing is left over in the end: then whoever floods has cost everyone their count.
    let mut least = TRIES_MAX;
    while held.len() >= HELD_MAX {
        held.retain(|_, entry| now_left(entry) < least);
        least = least.saturating_sub(1);
    }
    let entry = held.entry(one).or_insert((TRIES_MAX, Stopwatch::start()));
    let now = now_left(entry);
    if now != entry.0 || now == TRIES_MAX {
        *entry = (now, Stopwatch::start());
    }
    entry.0 = entry.0.saturating_sub(1);
}

fn regained(since: Stopwatch) -> u32 {
    u32::try_from(since.elapsed().as_secs() / REGAIN.as_secs()).unwrap_or(TRIES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: DeviceId = DeviceId([1; 16]);

    fn code(text: &str) -> EnrolmentCode {
        text.parse().unwrap()
    }

    #[test]
    fn ten_wrong_codes_close_a_device_and_no_other() {
        let tries = Tries::default();
        let codes = (0..=TRIES_MAX).map(|n| code(&format!("A{n:03}-B{n:03}-C{n:03}")));
        let taken: Vec<bool> = codes.map(|code| tries.take(ONE, Some(&code))).collect();
        assert_eq!(taken.iter().filter(|may| **may).count(), TRIES_MAX as usize);
        assert!(!tries.take(ONE, None));
        assert!(tries.take(DeviceId([2; 16]), Some(&code("A000-B000-C000"))));
    }

    #[test]
    fn whoever_knows_part_of_a_code_tries_the_rest_ten_times_from_however_many_phones() {
        for part in ["A000-B000-C{}", "A{}-B000-C000", "A000-B{}-C000"] {
            let tries = Tries::default();
            let guess = |n: u8| {
                let code = code(&part.replace("{}", &format!("{n:03}")));
                tries.take(DeviceId([n; 16]), Some(&code))
            };
            assert_eq!((0..100).filter(|n| guess(*n)).count(), TRIES_MAX as usize, "{part}");
        }
    }

    #[test]
    fn right_codes_cost_no_tries() {
        let (tries, right) = (Tries::default(), code("A000-B000-C000"));
        for _ in 0..100 {
            assert!(tries.take(ONE, Some(&right)));
            tries.give_back(ONE, Some(&right));
        }
    }

    #[test]
    fn addresses_beside_each_other_are_one() {
        let tries = Tries::default();
        let near = |n: u16| IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, n, 0, 0, n));
        assert_eq!((0..50).filter(|n| tries.charge_address(near(*n))).count(), 10);
        assert!(tries.charge_address(Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1).into()));
        assert!(tries.charge_address([10, 0, 0, 1].into()));
        let mapped: IpAddr = "::ffff:10.0.0.2".parse().unwrap();
        assert_eq!((0..50).filter(|_| tries.charge_address(mapped)).count(), 10);
        assert!(!tries.charge_address([10, 0, 0, 2].into()), "it is the same address");
    }

    #[test]
    fn what_is_held_is_bounded_and_those_who_guess_most_are_forgotten_last() {
        let tries = Tries::default();
        let guesser = IpAddr::from([10, 0, 0, 1]);
        for _ in 0..20 {
            tries.charge_address(guesser);
        }
        for n in 0..120_000_u32 {
            tries.charge_address(n.to_be_bytes().into());
        }
        assert!(tries.held().len() <= HELD_MAX);
        assert!(!tries.charge_address(guesser));
    }
}
