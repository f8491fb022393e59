//! The events that are in the database or on their way into it, to find duplicates exactly: across
//! files, threads and runs.
//!
//! The store is an LSM tree of event keys: a memtable ([`memory`]) that spills to sorted runs on disk
//! ([`sorted_run`]), with a Bloom filter for all of them ([`bloom`]). Copies of an event have the same
//! `eventTime`, so the memtable is grouped by hour. The stored events of an hour are read from the
//! database when a record of that hour first comes, and dropped after a batch if memory is short. So
//! memory depends on how many hours a batch covers, not on the size of the archive.

mod bloom;
pub(crate) mod event_key;
mod memory;
mod sorted_run;
mod spill;

use std::{
    collections::BTreeMap,
    ops::Range,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::{Result, bail};
use duckdb::Connection;
pub(crate) use spill::IsStopped;

use crate::{
    import::seen::{event_key::KeyHasher, memory::SeenKeys, spill::SpilledKeys},
    store::{literal::instant, rows},
    trail::{
        row::RowValues,
        shape::{Shape, ShapeBuilder},
        time::HOUR,
    },
};

/// The number of stored events that one query reads, from consecutive hours.
const EVENTS_PER_QUERY: u64 = 50_000;

/// The number of stored events that are read between two checks for Ctrl-C.
const EVENTS_PER_CHECK: u64 = 10_000;

/// The hours since 1970 that are kept apart: those of the years 2010 to 2059. All others share one
/// group, as a forged log can give each event an hour of its own.
const USUAL_HOURS: Range<i64> = 350_640..788_928;

/// The group of events without a time and of those outside [`USUAL_HOURS`].
const OTHER_HOURS: i64 = i64::MIN;

/// The result of looking up an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventStatus {
    /// Not seen before.
    New,
    /// Seen before, with equal columns and the same order of members.
    Duplicate,
    /// Seen before, with other values or in another order: only one of the two copies can stay.
    Variant,
}

/// The events seen so far.
pub(crate) struct SeenEvents {
    hasher: KeyHasher,
    cache: Mutex<HourCache>,
}

/// The keys of some hours; those of other stored events are loaded when needed.
struct HourCache {
    /// Reads committed events, beside the connection that writes.
    reader: Connection,
    /// The number of stored events in each hour that is not loaded.
    unloaded: BTreeMap<i64, u64>,
    keys: SeenKeys,
    is_stopped: IsStopped,
}

impl SeenEvents {
    /// Starts with the events in the database of `reader`. Keys that do not fit into `max_bytes` of
    /// memory are spilled to temporary files in `folder`.
    pub(crate) fn new(
        reader: Connection,
        max_bytes: usize,
        folder: &Path,
        is_stopped: IsStopped,
    ) -> Result<Self> {
        let mut unloaded = BTreeMap::new();
        {
            let mut statement = reader.prepare(&format!(
                "SELECT CASE WHEN {} THEN epoch_us(date_trunc('hour', event_time)) END, count(*)
                 FROM event_rows GROUP BY 1",
                hours_condition(&USUAL_HOURS)
            ))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let start: Option<i64> = row.get(0)?;
                let hour = start.map_or(OTHER_HOURS, |start| start.div_euclid(HOUR));
                unloaded.insert(hour, row.get(1)?);
            }
        }
        let keys = SeenKeys::new(max_bytes, SpilledKeys::new(folder, Arc::clone(&is_stopped)));
        let cache = Mutex::new(HourCache { reader, unloaded, keys, is_stopped });
        Ok(Self { hasher: KeyHasher::random(), cache })
    }

    /// Returns the hasher of the keys.
    pub(crate) fn hasher(&self) -> KeyHasher {
        self.hasher
    }

    /// Looks an event up, and adds it if it is new.
    pub(crate) fn check(&self, row: &impl RowValues, shape: Shape<'_>) -> Result<EventStatus> {
        let hour = hour_of(row);
        let key = self.hasher.key(row);
        let content_hash = self.hasher.content_hash(row, shape);
        let mut cache = self.lock();
        if cache.unloaded.contains_key(&hour) {
            cache.load(hour, self.hasher)?;
        }
        match cache.keys.find(hour, key)? {
            Some(seen) if seen == content_hash => Ok(EventStatus::Duplicate),
            Some(_) => Ok(EventStatus::Variant),
            None => {
                cache.keys.add(hour, key, content_hash)?;
                Ok(EventStatus::New)
            }
        }
    }

    /// Frees memory after a commit, as all events can be read from the database again.
    pub(crate) fn shrink_after_commit(&self) {
        let HourCache { keys, unloaded, .. } = &mut *self.lock();
        keys.shrink(|hour, events| {
            unloaded.insert(hour, events);
        });
    }

    fn lock(&self) -> MutexGuard<'_, HourCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HourCache {
    /// Loads the stored events of an hour, and of the hours after it while they are few.
    fn load(&mut self, hour: i64, hasher: KeyHasher) -> Result<()> {
        let mut hours = vec![hour];
        if hour != OTHER_HOURS {
            let mut events = 0;
            for (next, count) in self.unloaded.range(hour..) {
                events += count;
                if events > EVENTS_PER_QUERY || next - hour > 24 * 366 {
                    break;
                }
                hours.push(*next);
            }
        }
        let condition = if hour == OTHER_HOURS {
            format!("({}) IS NOT TRUE", hours_condition(&USUAL_HOURS))
        } else {
            hours_condition(&(hour..hours.last().copied().unwrap_or(hour) + 1))
        };
        let (keys, is_stopped) = (&mut self.keys, &self.is_stopped);
        let mut read = 0_u64;
        let mut shape = ShapeBuilder::default();
        rows::for_each_event(&self.reader, &condition, [], |_, row, names| {
            read += 1;
            if read.is_multiple_of(EVENTS_PER_CHECK) && is_stopped() {
                bail!("stopped");
            }
            shape.set_names(names);
            keys.add(hour_of(row), hasher.key(row), hasher.content_hash(row, shape.shape()))
        })?;
        for hour in hours {
            self.unloaded.remove(&hour);
        }
        Ok(())
    }
}

fn hour_of(row: &impl RowValues) -> i64 {
    let hour = row.event_time().map(|micros| micros.div_euclid(HOUR));
    hour.filter(|hour| USUAL_HOURS.contains(hour)).unwrap_or(OTHER_HOURS)
}

/// Returns the SQL condition that selects the events of `hours`, counted from 1970.
pub(crate) fn hours_condition(hours: &Range<i64>) -> String {
    let (start, end) = (instant(hours.start * HOUR), instant(hours.end * HOUR));
    format!("event_time >= {start} AND event_time < {end}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::{collection::vec, prelude::*, sample::select, test_runner::Config};

    use super::*;
    use crate::{
        store::{self, migrate},
        trail::{
            column::COLUMNS,
            members,
            record::{self, ColumnSet},
            row::Row,
        },
    };

    /// The number of an event, its hour and the number of the copy.
    type Event = (u32, i64, u8);

    fn text((id, hour, copy): Event) -> String {
        // The last two are outside the usual hours: the year 3000, and a malformed time.
        let time = match hour {
            4 => "3000-01-01T00:00:00Z".to_owned(),
            5 => "then".to_owned(),
            hour => format!("2024-01-02T{hour:02}:00:00Z"),
        };
        let head = format!(r#"{{"eventID":"{id}","eventTime":"{time}""#);
        match copy {
            // As the first one, in another order.
            2 => format!(r#"{head},"userAgent":"0","eventName":"n"}}"#),
            _ => format!(r#"{head},"eventName":"n","userAgent":"{copy}"}}"#),
        }
    }

    fn row(text: &str) -> Row<'_> {
        record::to_row(&members::split(text).unwrap(), &ColumnSet::all())
    }

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        connection
            .execute_batch(
                r#"INSERT INTO callers (id) VALUES (1);
                INSERT INTO shapes VALUES
                (0, '["eventID","eventTime","eventName","userAgent"]'),
                (1, '["eventID","eventTime","userAgent","eventName"]')"#,
            )
            .unwrap();
        connection
    }

    fn insert(connection: &Connection, texts: &[String]) {
        let at: Vec<_> = (0..COLUMNS.len()).filter(|at| !COLUMNS[*at].is_of_caller()).collect();
        let mut columns: Vec<_> = at.iter().map(|at| COLUMNS[*at].name).collect();
        columns.extend(["caller_id", "shape_id"]);
        let mut events = connection.appender_with_columns("event_rows", &columns).unwrap();
        for text in texts {
            let row = row(text);
            let values = at.iter().map(|at| store::value(row.cell(*at)));
            let shape_id = i32::from(text.ends_with(r#""eventName":"n"}"#));
            let values = values.chain([1, shape_id].map(duckdb::types::Value::Int));
            events.append_row(duckdb::appender_params_from_iter(values)).unwrap();
        }
        events.flush().unwrap();
    }

    fn seen_events(connection: &Connection, max_bytes: usize, folder: &Path) -> SeenEvents {
        let reader = store::second(connection).unwrap();
        SeenEvents::new(reader, max_bytes, folder, Arc::new(|| false)).unwrap()
    }

    /// Checks the events of several imports of several batches, and compares each status with the true
    /// one.
    fn check(imports: &[Vec<Vec<Event>>], max_bytes: usize) {
        let folder = tempfile::tempdir().unwrap();
        let connection = database();
        let mut first: HashMap<(u32, i64), u8> = HashMap::new();
        for batches in imports {
            let seen = seen_events(&connection, max_bytes, folder.path());
            for batch in batches {
                let mut new = Vec::new();
                for (id, hour, copy) in batch.iter().copied() {
                    let text = text((id, hour, copy));
                    let expected = match first.get(&(id, hour)) {
                        None => EventStatus::New,
                        Some(other) if *other == copy => EventStatus::Duplicate,
                        Some(_) => EventStatus::Variant,
                    };
                    let mut shape = ShapeBuilder::default();
                    shape.push_all(&text, &members::split(&text).unwrap());
                    let status = seen.check(&row(&text), shape.shape()).unwrap();
                    assert_eq!(status, expected, "{text}");
                    if expected == EventStatus::New {
                        first.insert((id, hour), copy);
                        new.push(text);
                    }
                }
                insert(&connection, &new);
                seen.shrink_after_commit();
            }
        }
    }

    proptest! {
        #![proptest_config(Config { cases: 20, failure_persistence: None, ..Config::default() })]

        #[test]
        fn duplicates_and_variants_are_found_with_any_amount_of_memory(
            imports in vec(vec(vec((0..60_u32, 0..6_i64, 0..3_u8), 0..80), 1..6), 1..3),
            max_bytes in select(vec![300_usize, 2_000, 8_000, 1_000_000]),
        ) {
            check(&imports, max_bytes);
        }
    }

    #[test]
    fn spilled_keys_are_found_in_later_batches_and_imports() {
        // Each batch repeats half of the previous one, and all of its own events with other values.
        let batch = |from: u32, copy: u8| (from..from + 2_000).map(move |id| (id, 0, copy));
        let batches: Vec<Vec<Event>> = (0..4)
            .map(|step| batch(step * 1_000, 0).chain(batch(step * 1_000, 1)).collect())
            .collect();
        check(&[batches.clone(), batches], 20_000);
    }
}
