//! The memtable of the LSM tree of seen events: keys in memory, grouped by the hour of their event.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use anyhow::Result;

use crate::import::seen::{event_key::EventKey, spill::SpilledKeys};

/// The memory of an hour without its keys, in bytes.
const HOUR: usize = 150;

/// The keys of events seen so far, in memory and spilled to disk, each with the content hash of its
/// event.
pub(crate) struct SeenKeys {
    hours: HashMap<i64, Hour>,
    /// The memory that the hours use.
    bytes: usize,
    /// The memory that all keys may use.
    max_bytes: usize,
    /// A logical clock, which advances with each lookup.
    clock: u64,
    spilled: SpilledKeys,
}

#[derive(Default)]
struct Hour {
    hashes: HashMap<EventKey, u64, BuildHasherDefault<IdentityHasher>>,
    /// The clock at the last lookup.
    last_used: u64,
}

impl SeenKeys {
    /// Creates an empty set that uses at most `max_bytes` of memory. After the first spill the Bloom
    /// filter takes half of it.
    pub(crate) fn new(max_bytes: usize, spilled: SpilledKeys) -> Self {
        Self { hours: HashMap::new(), bytes: 0, max_bytes, clock: 0, spilled }
    }

    /// Returns the content hash of a key, if the key was seen.
    pub(crate) fn find(&mut self, hour: i64, key: EventKey) -> Result<Option<u64>> {
        self.clock += 1;
        if let Some(hour) = self.hours.get_mut(&hour) {
            hour.last_used = self.clock;
            if let Some(hash) = hour.hashes.get(&key) {
                return Ok(Some(*hash));
            }
        }
        self.spilled.find(key)
    }

    /// Adds a key that was not seen.
    pub(crate) fn add(&mut self, hour: i64, key: EventKey, content_hash: u64) -> Result<()> {
        // A hash map that grows exists twice for a moment.
        let growth = self.hours.get(&hour).map_or(Hour::MIN_BYTES, Hour::growth);
        if growth > 0 && self.bytes + growth > self.max_hour_bytes() && self.bytes > 0 {
            self.spill()?;
        }
        let hour = self.hours.entry(hour).or_default();
        let bytes_before = hour.bytes();
        hour.hashes.insert(key, content_hash);
        hour.last_used = self.clock;
        self.bytes = self.bytes + hour.bytes() - bytes_before;
        Ok(())
    }

    /// Drops the least recently used hours if more than half of the memory is used, and calls `dropped`
    /// with each hour and its number of keys.
    ///
    /// Does nothing once keys were spilled: the dropped hours would be read from the database again after
    /// each batch, and if all events are of one hour, each time would take longer than the last.
    pub(crate) fn shrink(&mut self, mut dropped: impl FnMut(i64, u64)) {
        if self.bytes <= self.max_bytes / 2 || !self.spilled.is_empty() {
            return;
        }
        let mut hours: Vec<_> = self.hours.iter().map(|(at, hour)| (hour.last_used, *at)).collect();
        hours.sort_unstable();
        for (_, at) in hours {
            if self.bytes <= self.max_bytes / 4 {
                break;
            }
            if let Some(hour) = self.hours.remove(&at) {
                self.bytes -= hour.bytes();
                dropped(at, hour.hashes.len() as u64);
            }
        }
    }

    fn max_hour_bytes(&self) -> usize {
        if self.spilled.is_empty() { self.max_bytes } else { self.max_bytes / 2 }
    }

    /// Writes all keys in memory to a new sorted run.
    fn spill(&mut self) -> Result<()> {
        let hours = std::mem::take(&mut self.hours);
        self.bytes = 0;
        let count = hours.values().map(|hour| hour.hashes.len()).sum();
        self.spilled.add(count, self.max_bytes / 2, |take| {
            let hashes = hours.values().flat_map(|hour| &hour.hashes);
            hashes.for_each(|(key, hash)| take((*key, *hash)));
        })
    }
}

impl Hour {
    /// The memory of an hour with one key.
    const MIN_BYTES: usize = HOUR + map_bytes(3);

    fn bytes(&self) -> usize {
        match self.hashes.capacity() {
            0 => 0,
            capacity => HOUR + map_bytes(capacity),
        }
    }

    /// Returns the size of the larger map that the next key needs, or 0 if the map is not full.
    fn growth(&self) -> usize {
        let capacity = self.hashes.capacity();
        if self.hashes.len() < capacity { 0 } else { map_bytes(capacity + 1) }
    }
}

/// Returns the memory of a hash map with this capacity: 4, 8, 16, … buckets, of which at most seven in
/// eight are full.
const fn map_bytes(capacity: usize) -> usize {
    let buckets = (capacity * 8).div_ceil(7).next_power_of_two();
    let buckets = if buckets < 4 { 4 } else { buckets };
    buckets * (size_of::<(EventKey, u64)>() + 1)
}

/// A hasher for keys, which are hashes already.
#[derive(Default)]
struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Not reached: a key is hashed as two u64.
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 ^= value;
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use super::*;

    fn seen_keys(max_bytes: usize, folder: &Path) -> SeenKeys {
        SeenKeys::new(max_bytes, SpilledKeys::new(folder, Arc::new(|| false)))
    }

    #[test]
    fn lookups_in_memory_and_on_disk_agree() {
        let folder = tempfile::tempdir().unwrap();
        // The first two spill most keys, the last one none.
        for (max_bytes, is_on_disk) in [(2_000, true), (20_000, true), (10_000_000, false)] {
            let mut seen = seen_keys(max_bytes, folder.path());
            for step in 0..3 {
                for number in 0..20_000_u64 {
                    let (hour, key) = ((number % 7).cast_signed(), EventKey::from_number(number));
                    let found = seen.find(hour, key).unwrap();
                    assert_eq!(found, (step > 0).then_some(number), "{max_bytes}: {step} {number}");
                    if found.is_none() {
                        seen.add(hour, key, number).unwrap();
                    }
                    assert!(seen.bytes <= max_bytes);
                }
            }
            assert_eq!(seen.spilled.is_empty(), !is_on_disk);
        }
    }

    #[test]
    fn the_memory_of_a_map_is_computed_exactly() {
        let mut map: HashMap<EventKey, u64> = HashMap::new();
        let mut hour = Hour::default();
        for number in 0..10_000 {
            let (full, growth) = (hour.hashes.len() == hour.hashes.capacity(), hour.growth());
            hour.hashes.insert(EventKey::from_number(number), number);
            map.insert(EventKey::from_number(number), number);
            assert_eq!(growth, if full { hour.bytes() - HOUR } else { 0 }, "{number}");
        }
        // 16,384 buckets of 25 bytes.
        assert_eq!(hour.bytes(), HOUR + 16_384 * 25);
    }

    #[test]
    fn the_least_recently_used_hours_are_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut seen = seen_keys(100_000, folder.path());
        for number in 0..2_000_u64 {
            let (hour, key) = ((number / 100).cast_signed(), EventKey::from_number(number));
            seen.find(hour, key).unwrap();
            seen.add(hour, key, 1).unwrap();
        }
        seen.find(0, EventKey::from_number(0)).unwrap();
        let mut dropped = Vec::new();
        seen.shrink(|hour, count| dropped.push((hour, count)));
        assert!(dropped.len() > 10 && seen.bytes <= 25_000);
        // The first hour was used last.
        let expected: Vec<_> = (1..).zip(dropped.iter().map(|_| 100)).collect();
        assert_eq!(dropped, expected);
        assert_eq!(seen.find(1, EventKey::from_number(100)).unwrap(), None);
        assert_eq!(seen.find(0, EventKey::from_number(0)).unwrap(), Some(1));
    }
}
