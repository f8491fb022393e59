//! The IDs of the actions, shapes and callers that a thread met last, so that nearly every record gets its IDs
//! without a look-up that threads share.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use xxhash_rust::xxh3::xxh3_64;

/// The number of IDs of each kind that are kept. Real archives have some hundred shapes and some thousand
/// actions, of which few are frequent.
const SLOTS: usize = 1 << 11;

/// The length in bytes of the longest key that is kept.
const MAX_KEY_BYTES: usize = 256;

/// The caches that no thread uses at the moment. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct CachePool(Arc<Mutex<Vec<IdCache>>>);

/// The IDs that one thread met.
#[derive(Default)]
pub(crate) struct IdCache {
    actions: RecentIds,
    shapes: RecentIds,
    /// The hashes and IDs of callers, each in the slot of its hash; none before the first one.
    callers: Vec<Option<(u128, i32)>>,
    /// The memory for the key of an action.
    key: Vec<u8>,
}

impl IdCache {
    /// Returns the ID of an action: that of `find` unless it is known. An action for which `find` returns
    /// `None` is looked up each time.
    pub(crate) fn action(
        &mut self,
        source: Option<&str>,
        name: Option<&str>,
        find: impl FnOnce() -> Option<i32>,
    ) -> Option<i32> {
        let length = |text: Option<&str>| text.map_or(u64::MAX, |text| text.len() as u64);
        self.key.clear();
        self.key.extend(length(source).to_le_bytes());
        self.key.extend(length(name).to_le_bytes());
        self.key.extend(source.unwrap_or_default().as_bytes());
        self.key.extend(name.unwrap_or_default().as_bytes());
        if let Some(id) = self.actions.get(&self.key) {
            return Some(id);
        }
        let id = find()?;
        self.actions.insert(&self.key, id);
        Some(id)
    }

    /// Returns the ID of the shape with these bytes: that of `find` unless it is known.
    pub(crate) fn shape<E>(
        &mut self,
        shape: &[u8],
        find: impl FnOnce() -> Result<i32, E>,
    ) -> Result<i32, E> {
        if let Some(id) = self.shapes.get(shape) {
            return Ok(id);
        }
        let id = find()?;
        self.shapes.insert(shape, id);
        Ok(id)
    }

    /// Returns the ID of the caller with this hash of 128 bits: that of `find` unless it is known.
    pub(crate) fn caller<E>(
        &mut self,
        hash: u128,
        find: impl FnOnce() -> Result<i32, E>,
    ) -> Result<i32, E> {
        let slot = caller_slot(hash);
        if let Some(Some((known, id))) = self.callers.get(slot)
            && *known == hash
        {
            return Ok(*id);
        }
        let id = find()?;
        self.callers.resize(SLOTS, None);
        self.callers[slot] = Some((hash, id));
        Ok(id)
    }
}

/// Returns the slot of a caller.
fn caller_slot(hash: u128) -> usize {
    usize::try_from(hash % SLOTS as u128).unwrap_or_default()
}

/// A table of keys and IDs. Each key has one slot, where it replaces another key.
#[derive(Default)]
struct RecentIds {
    /// The slots; none before the first key.
    slots: Vec<Option<(Box<[u8]>, i32)>>,
}

impl RecentIds {
    fn get(&self, key: &[u8]) -> Option<i32> {
        let (other, id) = self.slots.get(slot(key))?.as_ref()?;
        (other.as_ref() == key).then_some(*id)
    }

    fn insert(&mut self, key: &[u8], id: i32) {
        if key.len() <= MAX_KEY_BYTES {
            self.slots.resize(SLOTS, None);
            self.slots[slot(key)] = Some((key.into(), id));
        }
    }
}

fn slot(key: &[u8]) -> usize {
    usize::try_from(xxh3_64(key) % SLOTS as u64).unwrap_or_default()
}

/// A cache that returns to its pool when it is dropped.
pub(crate) struct PooledCache {
    pub(crate) cache: IdCache,
    pool: CachePool,
}

impl CachePool {
    /// Returns a cache, a new one if all are in use.
    pub(crate) fn take(&self) -> PooledCache {
        let cache = self.lock().pop().unwrap_or_default();
        PooledCache { cache, pool: self.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<IdCache>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PooledCache {
    fn drop(&mut self) {
        let cache = mem::take(&mut self.cache);
        self.pool.lock().push(cache);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_looked_up_once() {
        let mut cache = IdCache::default();
        let unexpected = || panic!("looked up again");
        assert_eq!(cache.action(Some("s"), Some("n"), || Some(1)), Some(1));
        assert_eq!(cache.action(Some("s"), Some("n"), unexpected), Some(1));
        assert_eq!(cache.shape::<()>(b"\x01\x02", || Ok(7)), Ok(7));
        assert_eq!(cache.shape::<()>(b"\x01\x02", || panic!("looked up again")), Ok(7));
        assert_eq!(cache.shape(b"\x01", || Err("full")), Err("full"));
        assert_eq!(cache.shape::<()>(b"\x01", || Ok(8)), Ok(8));
        assert_eq!(cache.caller(7, || Err("full")), Err("full"));
        assert_eq!(cache.caller::<()>(7, || Ok(1)), Ok(1));
        assert_eq!(cache.caller::<()>(7, || panic!("looked up again")), Ok(1));
        // It has the same slot.
        assert_eq!(cache.caller::<()>(7 + SLOTS as u128, || Ok(2)), Ok(2));
        assert_eq!(cache.caller::<()>(7, || Ok(3)), Ok(3));
    }

    #[test]
    fn actions_that_look_alike_differ() {
        let mut cache = IdCache::default();
        let pairs = [
            (None, None),
            (None, Some("ab")),
            (Some("ab"), None),
            (Some("a"), Some("b")),
            (Some("ab"), Some("")),
            (Some(""), Some("ab")),
        ];
        for (id, (source, name)) in (0..).zip(pairs) {
            assert_eq!(cache.action(source, name, || None), None);
            assert_eq!(cache.action(source, name, || Some(id)), Some(id));
        }
    }

    #[test]
    fn any_number_of_keys_gives_the_right_ids_in_bounded_memory() {
        let mut cache = IdCache::default();
        let long = [0; MAX_KEY_BYTES + 1];
        for round in 0..2 {
            for id in 0..3 * i32::try_from(SLOTS).unwrap() {
                let key = [&id.to_le_bytes()[..], &[0; 10]].concat();
                assert_eq!(cache.shape::<()>(&key, || Ok(id)), Ok(id), "{round}");
            }
            assert_eq!(cache.shape::<()>(&long, || Ok(round)), Ok(round));
        }
        assert_eq!(cache.shapes.slots.len(), SLOTS);
    }

    #[test]
    fn a_cache_is_used_by_one_file_after_another() {
        let pool = CachePool::default();
        let mut first = pool.take();
        assert_eq!(first.cache.action(None, None, || Some(3)), Some(3));
        drop(first);
        let mut second = pool.take();
        assert_eq!(second.cache.action(None, None, || None), Some(3));
        assert_eq!(pool.take().cache.action(None, None, || None), None);
        drop(second);
        assert_eq!(pool.lock().len(), 2);
    }
}
