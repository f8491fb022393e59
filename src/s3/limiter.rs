//! The number of requests in flight, which adapts to what the server takes.
//!
//! It grows by one for each success until S3 first asks for fewer requests, which doubles it with each round trip as
//! TCP's slow start does (RFC 5681). Then it shrinks, and grows by one for each [`GROW_AFTER`] successes. A bucket that
//! has been idle takes fewer at first: see "Best practices design patterns: optimizing Amazon S3 performance".

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The number of requests in flight at the start.
const START: usize = 32;

/// The successes after which one more request may be in flight, once there have been too many.
const GROW_AFTER: usize = 16;

/// The time within which only the first refusal counts: the others answer requests of the same burst.
const BURST: Duration = Duration::from_millis(500);

/// The interval at which a waiting thread looks whether it should stop.
const LOOK: Duration = Duration::from_millis(100);

/// A limit on the requests in flight. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Limiter(Arc<(Mutex<Places>, Condvar)>);

#[derive(Debug)]
struct Places {
    most: usize,
    limit: usize,
    taken: usize,
    /// The numbers that were given back. The last one is taken first, so that few are in use.
    free: Vec<usize>,
    /// The number of threads that wait for a place.
    waiting: usize,
    successes: usize,
    shrunk: Option<Instant>,
}

/// A place of a request in flight, until it is dropped.
#[derive(Debug)]
pub(crate) struct InFlight {
    limiter: Limiter,
    number: usize,
}

impl InFlight {
    /// Returns its number, which no other request in flight has, and which is less than the most of them.
    pub(crate) fn number(&self) -> usize {
        self.number
    }
}

impl Limiter {
    /// Creates a limiter that allows at most `most` requests at one time.
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        let places = Places {
            most,
            limit: START.min(most),
            taken: 0,
            free: Vec::new(),
            waiting: 0,
            successes: 0,
            shrunk: None,
        };
        Self(Arc::new((Mutex::new(places), Condvar::new())))
    }

    /// Waits for a place. Returns `None` if `is_stopped` becomes true.
    pub(crate) fn enter(&self, is_stopped: impl Fn() -> bool) -> Option<InFlight> {
        let mut places = self.places();
        while places.taken >= places.limit {
            if is_stopped() {
                return None;
            }
            places.waiting += 1;
            let waited = self.0.1.wait_timeout(places, LOOK);
            places = waited.unwrap_or_else(PoisonError::into_inner).0;
            places.waiting -= 1;
        }
        // Without one that was given back, all below it are taken.
        let number = places.free.pop().unwrap_or(places.taken);
        places.taken += 1;
        Some(InFlight { limiter: self.clone(), number })
    }

    /// Counts an answer.
    pub(crate) fn succeeded(&self) {
        let mut places = self.places();
        places.successes += 1;
        // Places that nobody needs say nothing about what the server takes.
        let needed = if places.shrunk.is_some() { GROW_AFTER } else { 1 };
        if places.successes >= needed && places.taken + 1 >= places.limit {
            places.successes = 0;
            places.limit = (places.limit + 1).min(places.most);
            self.wake_one(&places);
        }
    }

    /// Allows fewer requests, as the server asked.
    pub(crate) fn throttled(&self) {
        let mut places = self.places();
        if places.shrunk.is_none_or(|at| at.elapsed() > BURST) {
            places.shrunk = Some(Instant::now());
            places.limit = (places.limit * 7 / 10).max(1);
            places.successes = 0;
        }
    }

    /// Returns the number of requests that may be in flight.
    pub(crate) fn limit(&self) -> usize {
        self.places().limit
    }

    /// Wakes a thread that waits for a place. Without one, this costs nothing, unlike a condition variable.
    fn wake_one(&self, places: &Places) {
        if places.waiting > 0 {
            self.0.1.notify_one();
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut places = self.limiter.places();
        places.taken -= 1;
        places.free.push(self.number);
        self.limiter.wake_one(&places);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers requests while all places are taken, as long as the limit is less than `limit`. Returns their number.
    fn answers_until(limiter: &Limiter, limit: usize) -> usize {
        let mut held = Vec::new();
        for answers in 0..10_000 {
            while let Some(place) = limiter.enter(|| true) {
                held.push(place);
            }
            if limiter.limit() >= limit {
                return answers;
            }
            limiter.succeeded();
        }
        panic!("the limit stays at {}", limiter.limit())
    }

    #[test]
    fn the_limit_grows_fast_until_it_shrinks_once_for_a_burst_and_then_slowly() {
        let limiter = Limiter::new(60);
        assert_eq!(limiter.limit(), START);
        // Places that nobody needs say nothing.
        limiter.succeeded();
        assert_eq!(limiter.limit(), START);
        assert_eq!(answers_until(&limiter, 60), 60 - START);
        limiter.succeeded();
        assert_eq!(limiter.limit(), 60);
        limiter.throttled();
        limiter.throttled();
        assert_eq!(limiter.limit(), 42);
        assert_eq!(answers_until(&limiter, 44), 2 * GROW_AFTER);
    }

    #[test]
    fn all_places_can_be_taken_and_no_more() {
        let limiter = Limiter::new(40);
        let full: Vec<_> = (0..START).map(|_| limiter.enter(|| true)).collect();
        assert!(full.iter().all(Option::is_some));
        assert!(limiter.enter(|| true).is_none());
    }

    #[test]
    fn a_place_is_given_back() {
        let limiter = Limiter::new(1);
        for _ in 0..3 {
            drop(limiter.enter(|| false).unwrap());
        }
        let held = limiter.enter(|| false).unwrap();
        assert!(limiter.enter(|| true).is_none());
        drop(held);
        assert!(limiter.enter(|| true).is_some());
    }

    #[test]
    fn places_in_use_have_different_numbers_below_the_most() {
        let limiter = Limiter::new(START);
        let mut held: Vec<_> = (0..START).map(|_| limiter.enter(|| false).unwrap()).collect();
        for _ in 0..3 {
            let mut numbers: Vec<_> = held.iter().map(InFlight::number).collect();
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(0..START));
            held.drain(..START / 2);
            held.extend((0..START / 2).map(|_| limiter.enter(|| false).unwrap()));
        }
        let last = held.pop().unwrap().number();
        assert_eq!(limiter.enter(|| false).unwrap().number(), last);
    }
}
