//! IDs of texts that recur in many events, assigned while they are read, by several threads.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use xxhash_rust::xxh3::xxh3_128_with_seed;

/// The IDs of texts, up to a limit.
///
/// Only 128-bit hashes of the texts are in memory. Their seed is random, so nobody who writes to a log
/// can choose two texts that collide.
pub(crate) struct Interner {
    seed: u64,
    /// The largest sum of the costs of all texts.
    limit: usize,
    assigned: RwLock<AssignedIds>,
}

struct AssignedIds {
    ids: HashMap<u128, i32>,
    last: i32,
    cost: usize,
}

/// The ID of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interned {
    /// The ID that the text already has.
    Known(i32),
    /// The ID that was just assigned to it, so the caller must store both.
    New(i32),
    /// It has no ID, and the limit is reached.
    Full,
}

impl Interner {
    /// Creates an interner that assigns IDs after `last`.
    pub(crate) fn new(last: i32, limit: usize) -> Self {
        let assigned = AssignedIds { ids: HashMap::new(), last, cost: 0 };
        let seed = RandomState::new().hash_one("ducktrail");
        Self { seed, limit, assigned: RwLock::new(assigned) }
    }

    /// Returns true once the limit is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.read().cost >= self.limit
    }

    /// Adds a text that has an ID. `cost` counts towards the limit, in a unit of the caller.
    pub(crate) fn add(&self, text: &[u8], id: i32, cost: usize) {
        let mut assigned = self.lock();
        assigned.cost += cost;
        assigned.ids.insert(self.hash(text), id);
    }

    /// Returns the ID of a text. A new ID is assigned unless the limit is reached.
    pub(crate) fn assign(&self, text: &[u8], cost: usize) -> Interned {
        let hash = self.hash(text);
        if let Some(id) = self.read().ids.get(&hash) {
            return Interned::Known(*id);
        }
        let mut assigned = self.lock();
        // Another thread may have added it since the look-up.
        if let Some(id) = assigned.ids.get(&hash) {
            return Interned::Known(*id);
        }
        if assigned.cost >= self.limit {
            return Interned::Full;
        }
        let Some(id) = assigned.next() else { return Interned::Full };
        assigned.cost += cost;
        assigned.ids.insert(hash, id);
        Interned::New(id)
    }

    /// Returns an ID that no text has, or `None` if there are no more.
    pub(crate) fn unused_id(&self) -> Option<i32> {
        self.lock().next()
    }

    /// Sets the last ID, after others were assigned in the database.
    pub(crate) fn set_last(&self, last: i32) {
        self.lock().last = last;
    }

    fn hash(&self, text: &[u8]) -> u128 {
        xxh3_128_with_seed(text, self.seed)
    }

    fn read(&self) -> RwLockReadGuard<'_, AssignedIds> {
        self.assigned.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> RwLockWriteGuard<'_, AssignedIds> {
        self.assigned.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AssignedIds {
    fn next(&mut self) -> Option<i32> {
        self.last = self.last.checked_add(1)?;
        Some(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_id_and_the_limit_ends_new_ones() {
        let interner = Interner::new(7, 2);
        interner.add(b"known", 3, 1);
        assert_eq!(interner.assign(b"known", 1), Interned::Known(3));
        assert_eq!(interner.assign(b"a", 1), Interned::New(8));
        assert_eq!(interner.assign(b"a", 1), Interned::Known(8));
        assert!(interner.is_full());
        assert_eq!(interner.assign(b"b", 1), Interned::Full);
        assert_eq!(interner.assign(b"a", 1), Interned::Known(8));
        assert_eq!(interner.unused_id(), Some(9));
        interner.set_last(i32::MAX);
        assert_eq!(interner.unused_id(), None);
    }
}
