//! Identities of events that are held: in memory by the hour, as long as there is room, and on the
//! disk beyond that.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use anyhow::Result;

use crate::import::{seen::event_key::EventKey, seen::spill::Overflow};

/// The bytes that an hour takes besides its identities.
const HOUR: usize = 150;

/// Identities, each with the fingerprint of its event.
pub(crate) struct Held {
    hours: HashMap<i64, Hour>,
    /// The bytes that the hours take.
    bytes: usize,
    /// The bytes of memory for all that is held.
    most: usize,
    /// Grows with each look.
    clock: u64,
    overflow: Overflow,
}

#[derive(Default)]
struct Hour {
    prints: HashMap<EventKey, u64, BuildHasherDefault<AlreadyHashed>>,
    /// What the clock said at the last look.
    used: u64,
}

impl Held {
    /// Nothing yet. Of `most` bytes of memory `overflow` gets a half, once it is needed.
    pub(crate) fn new(most: usize, overflow: Overflow) -> Self {
        Self { hours: HashMap::new(), bytes: 0, most, clock: 0, overflow }
    }

    /// The fingerprint of an identity, if it is held.
    pub(crate) fn find(&mut self, hour: i64, key: EventKey) -> Result<Option<u64>> {
        self.clock += 1;
        if let Some(held) = self.hours.get_mut(&hour) {
            held.used = self.clock;
            if let Some(print) = held.prints.get(&key) {
                return Ok(Some(*print));
            }
        }
        self.overflow.find(key)
    }

    /// Adds an identity that is not held.
    pub(crate) fn add(&mut self, hour: i64, key: EventKey, print: u64) -> Result<()> {
        // While a map grows it is there twice.
        let growth = self.hours.get(&hour).map_or(Hour::LEAST, Hour::growth);
        if growth > 0 && self.bytes + growth > self.room() && self.bytes > 0 {
            self.put_away()?;
        }
        let held = self.hours.entry(hour).or_default();
        let before = held.bytes();
        held.prints.insert(key, print);
        held.used = self.clock;
        self.bytes = self.bytes + held.bytes() - before;
        Ok(())
    }

    /// Forgets the hours that were not used for longest, where memory holds much, and calls `forgot`
    /// with each and the number of its identities.
    ///
    /// Not once there are identities on the disk: their hours would have to be read again after each
    /// batch, and where all events are of one hour that would take longer each time.
    pub(crate) fn forget(&mut self, mut forgot: impl FnMut(i64, u64)) {
        if self.bytes <= self.most / 2 || !self.overflow.is_empty() {
            return;
        }
        let mut hours: Vec<_> = self.hours.iter().map(|(hour, held)| (held.used, *hour)).collect();
        hours.sort_unstable();
        for (_, hour) in hours {
            if self.bytes <= self.most / 4 {
                break;
            }
            if let Some(held) = self.hours.remove(&hour) {
                self.bytes -= held.bytes();
                forgot(hour, held.prints.len() as u64);
            }
        }
    }

    /// The bytes that the hours may take.
    fn room(&self) -> usize {
        if self.overflow.is_empty() { self.most } else { self.most / 2 }
    }

    /// Puts all that memory holds on the disk.
    fn put_away(&mut self) -> Result<()> {
        let hours = std::mem::take(&mut self.hours);
        self.bytes = 0;
        let count = hours.values().map(|hour| hour.prints.len()).sum();
        self.overflow.add(count, self.most / 2, |take| {
            let prints = hours.values().flat_map(|hour| &hour.prints);
            prints.for_each(|(key, print)| take((*key, *print)));
        })
    }
}

impl Hour {
    /// The bytes of an hour with one identity.
    const LEAST: usize = HOUR + table(3);

    fn bytes(&self) -> usize {
        match self.prints.capacity() {
            0 => 0,
            capacity => HOUR + table(capacity),
        }
    }

    /// The bytes that the next identity takes: those of a larger map, where this one is full.
    fn growth(&self) -> usize {
        let capacity = self.prints.capacity();
        if self.prints.len() < capacity { 0 } else { table(capacity + 1) }
    }
}

/// The bytes of a map with so much room: at most seven of eight places are taken, and there are 4, 8,
/// 16, … of them.
const fn table(capacity: usize) -> usize {
    let places = (capacity * 8).div_ceil(7).next_power_of_two();
    let places = if places < 4 { 4 } else { places };
    places * (size_of::<(EventKey, u64)>() + 1)
}

/// A key is a hash already.
#[derive(Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // A key hashes as two u64; nothing else is ever hashed here.
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

    fn held(most: usize, folder: &Path) -> Held {
        Held::new(most, Overflow::new(folder, Arc::new(|| false)))
    }

    #[test]
    fn memory_and_disk_answer_alike() {
        let folder = tempfile::tempdir().unwrap();
        // So little that most is on the disk; so much that nothing is.
        for (most, is_on_disk) in [(2_000, true), (20_000, true), (10_000_000, false)] {
            let mut held = held(most, folder.path());
            for step in 0..3 {
                for number in 0..20_000_u64 {
                    let (hour, key) = ((number % 7).cast_signed(), EventKey::of_number(number));
                    let found = held.find(hour, key).unwrap();
                    assert_eq!(found, (step > 0).then_some(number), "{most}: {step} {number}");
                    if found.is_none() {
                        held.add(hour, key, number).unwrap();
                    }
                    assert!(held.bytes <= most);
                }
            }
            assert_eq!(held.overflow.is_empty(), !is_on_disk);
        }
    }

    #[test]
    fn what_a_map_takes_is_known() {
        let mut map: HashMap<EventKey, u64> = HashMap::new();
        let mut hour = Hour::default();
        for number in 0..10_000 {
            let (full, growth) = (hour.prints.len() == hour.prints.capacity(), hour.growth());
            hour.prints.insert(EventKey::of_number(number), number);
            map.insert(EventKey::of_number(number), number);
            assert_eq!(growth, if full { hour.bytes() - HOUR } else { 0 }, "{number}");
        }
        // 16,384 places of 25 bytes.
        assert_eq!(hour.bytes(), HOUR + 16_384 * 25);
    }

    #[test]
    fn the_hours_that_were_not_used_for_longest_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut held = held(100_000, folder.path());
        for number in 0..2_000_u64 {
            let (hour, key) = ((number / 100).cast_signed(), EventKey::of_number(number));
            held.find(hour, key).unwrap();
            held.add(hour, key, 1).unwrap();
        }
        held.find(0, EventKey::of_number(0)).unwrap();
        let mut forgotten = Vec::new();
        held.forget(|hour, count| forgotten.push((hour, count)));
        assert!(forgotten.len() > 10 && held.bytes <= 25_000);
        // The first hour was looked at last.
        let expected: Vec<_> = (1..).zip(forgotten.iter().map(|_| 100)).collect();
        assert_eq!(forgotten, expected);
        assert_eq!(held.find(1, EventKey::of_number(100)).unwrap(), None);
        assert_eq!(held.find(0, EventKey::of_number(0)).unwrap(), Some(1));
    }
}
