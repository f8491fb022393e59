//! Tells whether an event was seen before, exactly, across files, threads and runs.
//!
//! The same event has the same `eventTime`, so identities are held by the hour. An hour's stored
//! events are read from the database when a record first touches it, and forgotten after a batch
//! when there are too many in memory: what is held depends on how far a batch spreads over time,
//! not on the archive.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasherDefault, Hasher as StdHasher},
    sync::{Mutex, PoisonError},
};

use anyhow::Result;
use duckdb::Connection;

use crate::{
    import::identity::{Hasher, Key},
    store::{literal::instant, rows},
    trail::{row::Row, time::HOUR},
};

/// How many identities are kept between two batches.
const KEPT: usize = 1_000_000;

/// How many stored events are read at once, over hours that follow one another.
const READ: u64 = 50_000;

/// The hour of events without a time.
const TIMELESS: i64 = i64::MIN;

/// What an event is to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was not there.
    New,
    /// It was there, alike in all columns.
    Duplicate,
    /// It was there with other values: one of the two copies has to go.
    Variant,
}

/// The identities of the events that are in the database or on their way into it.
pub struct Duplicates {
    hasher: Hasher,
    state: Mutex<State>,
}

struct State {
    /// Reads what is committed, beside the connection that writes.
    reader: Connection,
    hours: HashMap<i64, Hour>,
    /// Stored events of the hours that are not in memory.
    stored: BTreeMap<i64, u64>,
    count: usize,
    clock: u64,
}

#[derive(Default)]
struct Hour {
    prints: HashMap<Key, u64, BuildHasherDefault<AlreadyHashed>>,
    used: u64,
}

impl Duplicates {
    /// Starts from what the database behind `reader` holds.
    pub fn new(reader: Connection) -> Result<Self> {
        let mut stored = BTreeMap::new();
        {
            let mut statement = reader.prepare(
                "SELECT epoch_us(date_trunc('hour', event_time)), count(*) FROM events GROUP BY 1",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let start: Option<i64> = row.get(0)?;
                let hour = start.map_or(TIMELESS, |start| start.div_euclid(HOUR));
                stored.insert(hour, row.get(1)?);
            }
        }
        let state = State { reader, hours: HashMap::new(), stored, count: 0, clock: 0 };
        Ok(Self { hasher: Hasher::random(), state: Mutex::new(state) })
    }

    /// What makes identities here.
    pub fn hasher(&self) -> Hasher {
        self.hasher
    }

    /// Tells what an event is, and remembers it.
    pub fn see(&self, row: &Row<'_>) -> Result<Seen> {
        let hour = hour_of(row);
        let key = self.hasher.key(row);
        let print = self.hasher.fingerprint(row);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stored.contains_key(&hour) {
            state.load(hour, self.hasher)?;
        }
        state.clock += 1;
        let clock = state.clock;
        let entry = state.hours.entry(hour).or_default();
        entry.used = clock;
        match entry.prints.get(&key) {
            Some(known) if *known == print => Ok(Seen::Duplicate),
            Some(_) => Ok(Seen::Variant),
            None => {
                entry.prints.insert(key, print);
                state.count += 1;
                Ok(Seen::New)
            }
        }
    }

    /// Takes note that all that was seen is committed: forgets the hours that were not used for
    /// longest, as they can be read again.
    pub fn committed(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.count <= KEPT {
            return;
        }
        let mut hours: Vec<_> = state.hours.iter().map(|(hour, held)| (held.used, *hour)).collect();
        hours.sort_unstable();
        for (_, hour) in hours {
            if state.count <= KEPT / 2 {
                break;
            }
            if let Some(held) = state.hours.remove(&hour) {
                state.count -= held.prints.len();
                state.stored.insert(hour, held.prints.len() as u64);
            }
        }
    }
}

impl State {
    /// Reads the stored events of an hour, and of those behind it as far as they are few.
    fn load(&mut self, hour: i64, hasher: Hasher) -> Result<()> {
        let mut hours = vec![hour];
        if hour != TIMELESS {
            let mut events = 0;
            for (next, count) in self.stored.range(hour..) {
                events += count;
                if events > READ || next - hour > 24 * 366 {
                    break;
                }
                hours.push(*next);
            }
        }
        let end = hours.last().copied().unwrap_or(hour) + 1;
        let condition =
            if hour == TIMELESS { "event_time IS NULL".to_owned() } else { within(hour, end) };
        let (held, count) = (&mut self.hours, &mut self.count);
        rows::for_each_event(&self.reader, &condition, [], |_, row| {
            let prints = &mut held.entry(hour_of(row)).or_default().prints;
            if prints.insert(hasher.key(row), hasher.fingerprint(row)).is_none() {
                *count += 1;
            }
            Ok(())
        })?;
        for hour in hours {
            self.stored.remove(&hour);
        }
        Ok(())
    }
}

fn hour_of(row: &Row<'_>) -> i64 {
    row.event_time().map_or(TIMELESS, |micros| micros.div_euclid(HOUR))
}

/// The condition that an event is of the hours from `first` up to `end`, counted from 1970.
pub fn within(first: i64, end: i64) -> String {
    format!("event_time >= {} AND event_time < {}", instant(first * HOUR), instant(end * HOUR))
}

/// A key is a hash already.
#[derive(Default)]
struct AlreadyHashed(u64);

impl StdHasher for AlreadyHashed {
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
