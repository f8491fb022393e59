//! Tells whether an event was seen before, exactly, across files, threads and runs.
//!
//! The same event has the same `eventTime`, so identities are held by the hour. An hour's stored
//! events are read from the database when a record first touches it, and forgotten after a batch
//! when there are too many in memory: what is held depends on how far a batch spreads over time,
//! not on the archive. What a batch holds beyond the memory that there is for it goes to the disk.

mod bloom;
pub(crate) mod event_key;
mod memory;
mod sorted_run;
pub(crate) mod spill;

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Mutex, PoisonError},
};

use anyhow::{Result, bail};
use duckdb::Connection;

use crate::{
    import::{
        seen::event_key::KeyHasher,
        seen::memory::Held,
        seen::spill::{IsStopped, Overflow},
    },
    store::{literal::instant, rows},
    trail::{row::Row, time::HOUR},
};

/// How many stored events are read at once, over hours that follow one another.
const READ: u64 = 50_000;

/// How many stored events are read before Ctrl-C is looked for.
const UNASKED: u64 = 10_000;

/// The hours that are told apart, counted from 1970: those of the years 2010 to 2059. Whoever writes
/// a log himself can give each event an hour of its own.
const USUAL: Range<i64> = 350_640..788_928;

/// The hour of events without a time, and of those with another one.
const ODD: i64 = i64::MIN;

/// What an event is to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It was not there.
    New,
    /// It was there, alike in all columns.
    Duplicate,
    /// It was there with other values: one of the two copies has to go.
    Variant,
}

/// The identities of the events that are in the database or on their way into it.
pub(crate) struct Duplicates {
    hasher: KeyHasher,
    state: Mutex<State>,
}

struct State {
    /// Reads what is committed, beside the connection that writes.
    reader: Connection,
    /// Stored events of the hours that are not held.
    stored: BTreeMap<i64, u64>,
    held: Held,
    is_stopped: IsStopped,
}

impl Duplicates {
    /// Starts from what the database behind `reader` holds. `bytes` of memory may be used; what does
    /// not fit goes to `overflow`.
    pub(crate) fn new(
        reader: Connection,
        bytes: usize,
        overflow: Overflow,
        is_stopped: IsStopped,
    ) -> Result<Self> {
        let mut stored = BTreeMap::new();
        {
            let mut statement = reader.prepare(&format!(
                "SELECT CASE WHEN {} THEN epoch_us(date_trunc('hour', event_time)) END, count(*)
                 FROM events GROUP BY 1",
                within(USUAL.start, USUAL.end)
            ))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let start: Option<i64> = row.get(0)?;
                let hour = start.map_or(ODD, |start| start.div_euclid(HOUR));
                stored.insert(hour, row.get(1)?);
            }
        }
        let state = State { reader, stored, held: Held::new(bytes, overflow), is_stopped };
        Ok(Self { hasher: KeyHasher::random(), state: Mutex::new(state) })
    }

    /// What makes identities here.
    pub(crate) fn hasher(&self) -> KeyHasher {
        self.hasher
    }

    /// Tells what an event is, and remembers it.
    pub(crate) fn see(&self, row: &Row<'_>) -> Result<Seen> {
        let hour = hour_of(row);
        let key = self.hasher.key(row);
        let print = self.hasher.fingerprint(row);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stored.contains_key(&hour) {
            state.load(hour, self.hasher)?;
        }
        match state.held.find(hour, key)? {
            Some(known) if known == print => Ok(Seen::Duplicate),
            Some(_) => Ok(Seen::Variant),
            None => {
                state.held.add(hour, key, print)?;
                Ok(Seen::New)
            }
        }
    }

    /// Takes note that all that was seen is committed, so that it can be read again.
    pub(crate) fn committed(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { held, stored, .. } = &mut *state;
        held.forget(|hour, events| {
            stored.insert(hour, events);
        });
    }
}

impl State {
    /// Reads the stored events of an hour, and of those behind it as far as they are few.
    fn load(&mut self, hour: i64, hasher: KeyHasher) -> Result<()> {
        let mut hours = vec![hour];
        if hour != ODD {
            let mut events = 0;
            for (next, count) in self.stored.range(hour..) {
                events += count;
                if events > READ || next - hour > 24 * 366 {
                    break;
                }
                hours.push(*next);
            }
        }
        let condition = if hour == ODD {
            format!("({}) IS NOT TRUE", within(USUAL.start, USUAL.end))
        } else {
            within(hour, hours.last().copied().unwrap_or(hour) + 1)
        };
        let (held, is_stopped) = (&mut self.held, &self.is_stopped);
        let mut read = 0_u64;
        rows::for_each_event(&self.reader, &condition, [], |_, row| {
            read += 1;
            if read.is_multiple_of(UNASKED) && is_stopped() {
                bail!("stopped");
            }
            held.add(hour_of(row), hasher.key(row), hasher.fingerprint(row))
        })?;
        for hour in hours {
            self.stored.remove(&hour);
        }
        Ok(())
    }
}

fn hour_of(row: &Row<'_>) -> i64 {
    let hour = row.event_time().map(|micros| micros.div_euclid(HOUR));
    hour.filter(|hour| USUAL.contains(hour)).unwrap_or(ODD)
}

/// The condition that an event is of the hours from `first` up to `end`, counted from 1970.
pub(crate) fn within(first: i64, end: i64) -> String {
    format!("event_time >= {} AND event_time < {}", instant(first * HOUR), instant(end * HOUR))
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, path::Path, sync::Arc};

    use proptest::{collection::vec, prelude::*, sample::select, test_runner::Config};

    use super::*;
    use crate::{
        store::{self, migrate},
        trail::{
            column::COLUMNS,
            members,
            record::{self, ColumnSet},
        },
    };

    /// An event: its number, its hour, and which of its copies this is.
    type Event = (u32, i64, u8);

    fn text((id, hour, copy): Event) -> String {
        // The last of the hours are odd ones: one of the year 3000, and none.
        let time = match hour {
            4 => "3000-01-01T00:00:00Z".to_owned(),
            5 => "then".to_owned(),
            hour => format!("2024-01-02T{hour:02}:00:00Z"),
        };
        format!(r#"{{"eventID":"{id}","eventTime":"{time}","eventName":"n","userAgent":"{copy}"}}"#)
    }

    fn row(text: &str) -> Row<'_> {
        record::to_row(&members::split(text).unwrap(), &ColumnSet::all())
    }

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection
    }

    fn insert(connection: &Connection, texts: &[String]) {
        let columns: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        let mut events = connection.appender_with_columns("events", &columns).unwrap();
        for text in texts {
            let row = row(text);
            let values = row.iter().map(|(_, cell)| store::value(cell));
            events.append_row(duckdb::appender_params_from_iter(values)).unwrap();
        }
        events.flush().unwrap();
    }

    fn duplicates(connection: &Connection, bytes: usize, folder: &Path) -> Duplicates {
        let is_stopped: IsStopped = Arc::new(|| false);
        let overflow = Overflow::new(folder, Arc::clone(&is_stopped));
        Duplicates::new(store::second(connection).unwrap(), bytes, overflow, is_stopped).unwrap()
    }

    /// Sees the events of several imports, each of several batches, and compares what is said of each
    /// with what is true.
    fn check(imports: &[Vec<Vec<Event>>], bytes: usize) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database();
        let mut first: HashMap<(u32, i64), u8> = HashMap::new();
        for batches in imports {
            let duplicates = duplicates(&connection, bytes, folder.path());
            for batch in batches {
                let mut new = Vec::new();
                for (id, hour, copy) in batch.iter().copied() {
                    let text = text((id, hour, copy));
                    let expected = match first.get(&(id, hour)) {
                        None => Seen::New,
                        Some(known) if *known == copy => Seen::Duplicate,
                        Some(_) => Seen::Variant,
                    };
                    assert_eq!(duplicates.see(&row(&text)).unwrap(), expected, "{text}");
                    if expected == Seen::New {
                        first.insert((id, hour), copy);
                        new.push(text);
                    }
                }
                insert(&connection, &new);
                duplicates.committed();
            }
        }
    }

    proptest! {
        #![proptest_config(Config { cases: 20, failure_persistence: None, ..Config::default() })]

        #[test]
        fn copies_and_variants_are_told_however_little_memory_there_is(
            imports in vec(vec(vec((0..60_u32, 0..6_i64, 0..2_u8), 0..80), 1..6), 1..3),
            bytes in select(vec![300_usize, 2_000, 8_000, 1_000_000]),
        ) {
            check(&imports, bytes);
        }
    }

    #[test]
    fn what_went_to_the_disk_is_known_in_later_batches_and_imports() {
        // Each batch repeats the one before, once as it was and once with other values.
        let batch = |from: u32, copy: u8| (from..from + 2_000).map(move |id| (id, 0, copy));
        let batches: Vec<Vec<Event>> = (0..4)
            .map(|step| batch(step * 1_000, 0).chain(batch(step * 1_000, 1)).collect())
            .collect();
        check(&[batches.clone(), batches], 20_000);
    }
}
