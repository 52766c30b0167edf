//! What is in hand of what phones push: between the door and the gate a push costs many times its
//! bytes, so only so much is read at a time, and of one person only few requests.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fangxian_protocol::id::PersonId;
use fangxian_protocol::problem::ProblemCode;

use super::Refused;
use crate::clock::Stopwatch;

/// Requests of one person at a time, whatever their phones are called.
const OF_ONE_MAX: usize = 3;
/// Pushes up to this size have room of their own, so that large ones never keep them waiting.
const SMALL_MAX: usize = 64 * 1024;
/// How many bytes of small and of large pushes are in hand. Read, or remembered while it is packed,
/// an envelope holds up to 15 times its bytes.
const SMALL_BYTES_MAX: usize = 4 * 1024 * 1024;
const LARGE_BYTES_MAX: usize = 12 * 1024 * 1024;
/// Which room pages have while they are packed, and how many bytes that is.
const PAGES: (usize, usize) = (2, 12 * 1024 * 1024);
/// How long a push waits for room, and a page.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// What is in hand.
#[derive(Debug, Default)]
pub(super) struct InHand {
    held: Mutex<Held>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    people: HashMap<PersonId, usize>,
    /// Bytes of small pushes, of large ones, and of pages.
    bytes: [usize; 3],
}

/// While it lives, a request of a person is in hand.
#[derive(Debug)]
pub(super) struct Request<'a> {
    hand: &'a InHand,
    person: PersonId,
}

/// While it lives, so many bytes are.
#[derive(Debug)]
pub(super) struct Bytes<'a> {
    hand: &'a InHand,
    place: usize,
    bytes: usize,
}

impl InHand {
    /// Takes a request in hand; whoever has too many there is told to come again.
    pub(super) fn request(&self, person: &PersonId) -> Result<Request<'_>, Refused> {
        let mut held = self.held();
        let theirs = held.people.entry(person.clone()).or_default();
        if *theirs >= OF_ONE_MAX {
            return Err(ProblemCode::Unavailable.into());
        }
        *theirs += 1;
        Ok(Request { hand: self, person: person.clone() })
    }

    /// Takes so many bytes in hand, once there is room for them.
    pub(super) fn bytes(&self, bytes: usize) -> Result<Bytes<'_>, Refused> {
        self.bytes_within(bytes, WAIT_MAX)
    }

    /// Takes the pages of an answer in hand while they are packed, once there is room for them.
    /// They have room of their own, and what holds it waits for nothing. After a while they are
    /// packed all the same: what was pushed with the question is committed and must be answered.
    pub(super) fn pages(&self, bytes: usize) -> Bytes<'_> {
        let mut held = self.room_within(PAGES, bytes, WAIT_MAX).0;
        held.bytes[PAGES.0] += bytes;
        Bytes { hand: self, place: PAGES.0, bytes }
    }

    fn bytes_within(&self, bytes: usize, wait: Duration) -> Result<Bytes<'_>, Refused> {
        let pool = pool(bytes);
        let (mut held, has_room) = self.room_within(pool, bytes, wait);
        if !has_room {
            return Err(ProblemCode::Unavailable.into());
        }
        held.bytes[pool.0] += bytes;
        Ok(Bytes { hand: self, place: pool.0, bytes })
    }

    /// Waits until a pool has room for so many bytes; whether it has.
    fn room_within(
        &self,
        (place, most): (usize, usize),
        bytes: usize,
        wait: Duration,
    ) -> (MutexGuard<'_, Held>, bool) {
        let (mut held, watch) = (self.held(), Stopwatch::start());
        while held.bytes[place] > 0 && held.bytes[place] + bytes > most {
            let left = wait.saturating_sub(watch.elapsed());
            if left.is_zero() {
                return (held, false);
            }
            let waited = self.freed.wait_timeout(held, left);
            held = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        (held, true)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Request<'_> {
    fn drop(&mut self) {
        let mut held = self.hand.held();
        if let Some(theirs) = held.people.get_mut(&self.person) {
            *theirs -= 1;
            if *theirs == 0 {
                held.people.remove(&self.person);
            }
        }
    }
}

impl Drop for Bytes<'_> {
    fn drop(&mut self) {
        self.hand.held().bytes[self.place] -= self.bytes;
        self.hand.freed.notify_all();
    }
}

/// Which room a push has, and how large that is.
fn pool(bytes: usize) -> (usize, usize) {
    if bytes <= SMALL_MAX { (0, SMALL_BYTES_MAX) } else { (1, LARGE_BYTES_MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_few_requests_in_hand_and_others_theirs() {
        let (hand, one, other) =
            (InHand::default(), "p-1".parse().unwrap(), "p-2".parse().unwrap());
        let requests: Vec<_> = (0..OF_ONE_MAX).map(|_| hand.request(&one).unwrap()).collect();
        assert!(hand.request(&one).is_err() && hand.request(&other).is_ok());
        drop(requests);
        assert!(hand.request(&one).is_ok());
    }

    #[test]
    fn only_so_many_bytes_are_in_hand_and_large_pushes_keep_no_small_one_waiting() {
        let hand = InHand::default();
        let at_once = |bytes| hand.bytes_within(bytes, Duration::ZERO);
        let large = at_once(LARGE_BYTES_MAX).unwrap();
        assert!(at_once(SMALL_MAX + 1).is_err() && at_once(SMALL_MAX).is_ok());
        drop(large);
        assert!(at_once(2 * LARGE_BYTES_MAX).is_ok(), "whatever may be pushed, alone it has room");
        let _full = at_once(LARGE_BYTES_MAX).unwrap();
        let room = hand.room_within(PAGES, SMALL_MAX, Duration::ZERO).1;
        assert!(room, "pages have room of their own");
    }
}
