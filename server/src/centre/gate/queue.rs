//! What waits for the gate: whoever used less of its time is served first, however many names
//! they have and however often they ask.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fangxian_protocol::id::PersonId;

use super::debt::{DEBT_MAX, Debts, is_heavy, level};
use crate::clock::Stopwatch;

/// Jobs that may wait; whoever brings more is told to come again.
const WAITING_MAX: usize = 256;
/// How many of them may be one person's.
const WAITING_OF_ONE_MAX: usize = 4;

/// Jobs on their way to the gate.
pub(super) struct Queue<J> {
    held: Mutex<Held<J>>,
    changed: Condvar,
    /// Since when debts are counted.
    since: Stopwatch,
}

struct Held<J> {
    waiting: Vec<Waiting<J>>,
    debts: Debts<PersonId>,
    /// The place of the next that comes.
    next: u64,
    closed: bool,
}

struct Waiting<J> {
    place: u64,
    person: PersonId,
    job: J,
}

/// A job whose turn it is.
pub(super) struct Turn<J> {
    /// Who brought it.
    pub(super) person: PersonId,
    /// Itself.
    pub(super) job: J,
    /// Whether they used so much of late that they are served alone and in short turns.
    pub(super) heavy: bool,
}

/// What the gate does next.
pub(super) enum Next<J> {
    /// This.
    Serve(Turn<J>),
    /// Nothing may be served yet.
    Idle,
    /// Everything is done, and nothing more is taken.
    Closed,
}

impl<J> Queue<J> {
    pub(super) fn new() -> Self {
        let (waiting, debts) = (Vec::new(), Debts::default());
        let held = Mutex::new(Held { waiting, debts, next: 0, closed: false });
        Self { held, changed: Condvar::new(), since: Stopwatch::start() }
    }

    /// Lets a job wait for its turn; false when too many do, or the gate is closed.
    pub(super) fn put(&self, person: &PersonId, job: J) -> bool {
        let mut held = self.held();
        let theirs = held.waiting.iter().filter(|one| one.person == *person).count();
        if held.closed || held.waiting.len() >= WAITING_MAX || theirs >= WAITING_OF_ONE_MAX {
            return false;
        }
        held.put(person.clone(), job);
        drop(held);
        self.changed.notify_all();
        true
    }

    /// Lets a job wait on whose turn is over before it is done.
    pub(super) fn put_back(&self, person: PersonId, job: J) {
        self.held().put(person, job);
    }

    /// The next job; waits for one so long.
    pub(super) fn next(&self, wait: Duration) -> Next<J> {
        let watch = Stopwatch::start();
        let mut held = self.held();
        loop {
            let now = self.since.elapsed();
            if let Some(turn) = held.take(now, &|_| true) {
                return Next::Serve(turn);
            }
            if held.closed && held.waiting.is_empty() {
                return Next::Closed;
            }
            let left = wait.saturating_sub(watch.elapsed());
            if left.is_zero() {
                return Next::Idle;
            }
            let left = left.min(held.soonest(now).unwrap_or(left));
            let waited = self.changed.wait_timeout(held, left);
            held = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A job that waits, if it is of the sort, may be committed with others, and it is its turn.
    pub(super) fn another(&self, sort: &dyn Fn(&J) -> bool) -> Option<Turn<J>> {
        let mut held = self.held();
        let now = self.since.elapsed();
        let heavy = |held: &Held<J>, person| is_heavy(held.debts.of(person).owed(now));
        let place = held.first(now, sort)?;
        match heavy(&held, &held.waiting[place].person) {
            true => None,
            false => held.take(now, sort),
        }
    }

    /// Whether someone waits whose turn it could be.
    pub(super) fn is_wanted(&self) -> bool {
        self.held().first(self.since.elapsed(), &|_| true).is_some()
    }

    /// Notes how much of the gate's time a job took.
    pub(super) fn charge(&self, person: &PersonId, used: Duration) {
        self.held().debts.charge(person, used, self.since.elapsed());
    }

    /// Takes no more jobs; those that wait are still done.
    pub(super) fn close(&self) {
        self.held().closed = true;
        self.changed.notify_all();
    }

    /// Nobody serves any more: whoever still waits is told so.
    pub(super) fn end(&self) {
        let mut held = self.held();
        held.closed = true;
        held.waiting.clear();
    }

    fn held(&self) -> MutexGuard<'_, Held<J>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> Held<J> {
    fn put(&mut self, person: PersonId, job: J) {
        let place = self.next;
        self.next += 1;
        self.waiting.push(Waiting { place, person, job });
    }

    /// Where the one stands whose turn it is: of those who do not owe too much the one who owes
    /// least, and of several the first. Once the gate closes, debts no longer count.
    fn first(&self, now: Duration, sort: &dyn Fn(&J) -> bool) -> Option<usize> {
        let owed = |one: &Waiting<J>| self.debts.of(&one.person).owed(now);
        let waiting = self.waiting.iter().enumerate().filter(|(_, one)| sort(&one.job));
        let may = waiting.filter(|(_, one)| self.closed || owed(one) < DEBT_MAX);
        let first = may.min_by_key(|(_, one)| (level(owed(one)), one.place));
        first.map(|(place, _)| place)
    }

    fn take(&mut self, now: Duration, sort: &dyn Fn(&J) -> bool) -> Option<Turn<J>> {
        let place = self.first(now, sort)?;
        let Waiting { person, job, .. } = self.waiting.swap_remove(place);
        let heavy = is_heavy(self.debts.of(&person).owed(now));
        Some(Turn { person, job, heavy })
    }

    /// How long until the first of those who owe too much may be served.
    fn soonest(&self, now: Duration) -> Option<Duration> {
        let least = DEBT_MAX.saturating_sub(Duration::from_millis(1));
        let waits = self.waiting.iter().map(|one| self.debts.of(&one.person).wait(least, now));
        waits.min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> PersonId {
        name.parse().unwrap()
    }

    fn served<J>(queue: &Queue<J>) -> Option<J> {
        match queue.next(Duration::ZERO) {
            Next::Serve(turn) => Some(turn.job),
            Next::Idle | Next::Closed => None,
        }
    }

    #[test]
    fn whoever_used_less_is_served_first_and_others_in_the_order_they_came() {
        let (queue, greedy) = (Queue::new(), person("p-greedy"));
        queue.charge(&greedy, Duration::from_secs(1));
        assert!(queue.put(&greedy, 1));
        assert!(queue.put(&person("p-1"), 2) && queue.put(&person("p-2"), 3));
        assert_eq!([served(&queue), served(&queue), served(&queue)], [Some(2), Some(3), Some(1)]);
    }

    #[test]
    fn whoever_used_too_much_waits_though_nobody_else_does() {
        let (queue, greedy) = (Queue::new(), person("p-greedy"));
        queue.charge(&greedy, DEBT_MAX + Duration::from_millis(20));
        assert!(queue.put(&greedy, 1));
        assert_eq!(served(&queue), None);
        let watch = Stopwatch::start();
        assert!(matches!(queue.next(Duration::from_secs(9)), Next::Serve(_)));
        assert!(watch.elapsed() >= Duration::from_millis(60), "a quarter of the time");
    }

    #[test]
    fn one_person_takes_few_places_and_leaves_the_others_theirs() {
        let queue = Queue::new();
        let mine = (0..9).filter(|job| queue.put(&person("p-nine-names"), *job)).count();
        assert_eq!(mine, WAITING_OF_ONE_MAX);
        assert!(queue.put(&person("p-1"), 9));
    }

    #[test]
    fn whoever_used_much_is_not_committed_together_with_others() {
        let (queue, greedy) = (Queue::new(), person("p-greedy"));
        queue.charge(&greedy, Duration::from_secs(1));
        assert!(queue.put(&greedy, 1) && queue.put(&person("p-1"), 2));
        assert_eq!(queue.another(&|_| true).map(|turn| turn.job), Some(2));
        assert!(queue.another(&|_| true).is_none() && queue.is_wanted());
    }

    #[test]
    fn nobody_waits_for_a_gate_that_ended() {
        let (queue, (answer, answered)) = (Queue::new(), std::sync::mpsc::channel::<()>());
        assert!(queue.put(&person("p-1"), answer));
        queue.end();
        assert!(answered.recv().is_err());
        let (answer, _) = std::sync::mpsc::channel();
        assert!(!queue.put(&person("p-1"), answer));
    }

    #[test]
    fn what_waits_when_the_gate_closes_is_still_served() {
        let (queue, greedy) = (Queue::new(), person("p-greedy"));
        queue.charge(&greedy, 9 * DEBT_MAX);
        assert!(queue.put(&greedy, 1));
        queue.close();
        assert!(!queue.put(&person("p-1"), 2));
        assert_eq!(served(&queue), Some(1));
        assert!(matches!(queue.next(Duration::ZERO), Next::Closed));
    }
}
