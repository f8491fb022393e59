//! The thread that answers what completion asks, on a connection of its own, so that nobody who
//! types has to wait.

use std::{
    collections::HashMap,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::Result;
use serde_json::Value;

use crate::{
    shell::complete::knowledge::{Key, Knowledge, Seen, What},
    store::{Connection, interrupt::Stopper, literal::name},
};

/// The columns that are asked about most, in the order of that.
const USUAL: &[&str] = &[
    "event_name",
    "service",
    "action",
    "aws_region",
    "region",
    "event_source",
    "actor",
    "outcome",
    "error_code",
    "identity_type",
    "actor_class",
    "recipient_account_id",
    "event_type",
    "identity_user_name",
    "source_ip_address",
];

/// The JSON columns that are asked about most.
const USUAL_JSON: &[&str] = &["request_parameters", "response_elements", "additional_event_data"];

/// A database with more events than this is looked into only where somebody asks.
const LARGE: u64 = 20_000_000;

/// How deep paths are followed.
const DEEPEST: usize = 5;

/// How many values or paths are kept.
const MOST: usize = 1000;

/// Answers questions until it is dropped.
pub(crate) struct Worker {
    knowledge: Knowledge,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts to answer questions about the database of `connection`.
    pub(crate) fn start(connection: Connection, knowledge: Knowledge) -> Self {
        knowledge.begin();
        let stopper = Stopper::of(&connection);
        let shared = knowledge.clone();
        let thread = thread::spawn(move || work(&connection, &shared));
        Self { knowledge, stopper, thread: Some(thread) }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.knowledge.end();
        let Some(thread) = self.thread.take() else { return };
        // A statement that begins behind the interruption is met by the next one.
        while !thread.is_finished() {
            self.stopper.stop();
            thread::sleep(Duration::from_millis(1));
        }
        // It answers and does nothing else; whether it failed is of no consequence.
        let _ = thread.join();
    }
}

fn work(connection: &Connection, knowledge: &Knowledge) {
    // Without names there is less to complete, which is no reason to end a session.
    let _ = knowledge.load_first(connection);
    let count = "SELECT count(*) FROM events";
    if connection.query_row(count, [], |row| row.get::<_, u64>(0)).is_ok_and(|count| count < LARGE)
    {
        knowledge.prepare(USUAL.iter().map(|column| Key::values("activity", column)));
        knowledge.prepare(USUAL_JSON.iter().map(|column| Key::paths("activity", column)));
    }
    while let Some(key) = knowledge.next_question() {
        let seen = match key.what {
            What::Values => values(connection, &key),
            What::Paths => paths(connection, &key),
        };
        // A column that is no text, or a temporary table of the other connection.
        knowledge.answer(key, seen.unwrap_or_default());
    }
}

fn values(connection: &Connection, key: &Key) -> Result<Vec<Seen>> {
    let (table, column) = (name(source(key)), name(&key.column));
    let mut statement = connection.prepare(&format!(
        "SELECT {column}::VARCHAR, count(*) FROM {table} WHERE {column} IS NOT NULL \
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}"
    ))?;
    let rows = statement.query_map([], |row| Ok(Seen { text: row.get(0)?, times: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The table that has the column: what activity takes from events as it is comes faster from there.
fn source(key: &Key) -> &str {
    let is_stored = crate::trail::column::COLUMNS.iter().any(|column| column.name == key.column);
    if key.table == "activity" && is_stored { "events" } else { &key.table }
}

/// The paths in a JSON column: of one document of each action, which stands for all of them, or of
/// the first documents of another table.
fn paths(connection: &Connection, key: &Key) -> Result<Vec<Seen>> {
    let (table, column) = (source(key), name(&key.column));
    let sql = if table == "events" {
        format!(
            "SELECT any_value({column})::VARCHAR, count(*) FROM events WHERE {column} IS NOT NULL \
             GROUP BY event_name"
        )
    } else {
        format!("SELECT {column}::VARCHAR, 1 FROM {} LIMIT 10000", name(table))
    };
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut counts: HashMap<Arc<str>, u64> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (text, times): (Option<String>, u64) = (row.get(0)?, row.get(1)?);
        let document = text.and_then(|text| serde_json::from_str(&text).ok());
        let mut found = Vec::new();
        collect(&document.unwrap_or(Value::Null), "$", DEEPEST, &mut found);
        found.sort();
        found.dedup();
        for path in found {
            *counts.entry(path.into()).or_default() += times;
        }
    }
    let mut seen: Vec<Seen> =
        counts.into_iter().map(|(path, times)| Seen { text: path.to_string(), times }).collect();
    seen.sort_by(|a, b| (b.times, &a.text).cmp(&(a.times, &b.text)));
    seen.truncate(MOST);
    Ok(seen)
}

/// Adds the paths of a document, as DuckDB writes them.
fn collect(value: &Value, path: &str, depth: usize, paths: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                // A path with quotes in it would have to be quoted once more.
                if name.contains(['"', '\'', '\\']) {
                    continue;
                }
                let path = if name.chars().all(is_plain) && !name.is_empty() {
                    format!("{path}.{name}")
                } else {
                    format!("{path}.\"{name}\"")
                };
                paths.push(path.clone());
                collect(value, &path, depth - 1, paths);
            }
        }
        Value::Array(values) => {
            for value in values.iter().take(3) {
                collect(value, &format!("{path}[*]"), depth - 1, paths);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_that_duckdb_follows() {
        let document = serde_json::json!({
            "bucketName": "b", "a-b": 1, "it's": 2,
            "items": [{"instanceId": "i-1"}, {"other": {"deep": {"deeper": {"deepest": 1}}}}],
        });
        let mut paths = Vec::new();
        collect(&document, "$", DEEPEST, &mut paths);
        for path in [
            "$.bucketName",
            "$.\"a-b\"",
            "$.items",
            "$.items[*].instanceId",
            "$.items[*].other.deep",
        ] {
            assert!(paths.iter().any(|found| found == path), "{path}: {paths:?}");
        }
        assert!(!paths.iter().any(|path| path.contains("it's") || path.contains("deepest")));
    }
}
