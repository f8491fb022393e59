//! The thread that queries what completion asks for, on a connection of its own, so that typing is
//! never blocked.

use std::{
    collections::HashMap,
    sync::Arc,
    thread::{self, JoinHandle},
};

use anyhow::Result;
use serde_json::Value;

use crate::{
    shell::complete::cache::{Candidate, CompletionCache, Question, QuestionKind},
    store::{Connection, lake, literal::name},
};

/// The columns that are asked about most, the most frequent first.
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

/// The number of events from which values are queried only on request.
const LARGE: u64 = 20_000_000;

/// The number of members on the longest path.
const DEEPEST: usize = 5;

/// The number of values or paths that are kept of a column.
const MOST: usize = 1000;

/// The worker thread. Dropping it ends the thread.
pub(crate) struct CompletionWorker {
    cache: CompletionCache,
    thread: Option<JoinHandle<()>>,
}

impl CompletionWorker {
    pub(crate) fn start(cache: CompletionCache) -> Self {
        let shared = cache.clone();
        let thread = thread::spawn(move || {
            while let Some(open) = shared.next_connection() {
                answer_questions(&open.connection, &shared);
            }
        });
        Self { cache, thread: Some(thread) }
    }
}

impl Drop for CompletionWorker {
    fn drop(&mut self) {
        self.cache.end();
        if let Some(thread) = self.thread.take() {
            // The thread only fills the cache, so a panic in it has no consequence.
            let _ = thread.join();
        }
    }
}

fn answer_questions(connection: &Connection, cache: &CompletionCache) {
    // Without names there is less to complete, which is no reason to end a session.
    let _ = cache.load_names(connection);
    // To read the values of all days of a lake can take long, and all the more from S3.
    if lake::is_open(connection).unwrap_or(true) {
        while let Some(question) = cache.next_question() {
            cache.answer(question, Vec::new());
        }
        return;
    }
    let count = "SELECT count(*) FROM event_rows";
    if connection.query_row(count, [], |row| row.get::<_, u64>(0)).is_ok_and(|count| count < LARGE)
    {
        cache.prefetch(USUAL.iter().map(|column| Question::values("activity", column)));
        cache.prefetch(USUAL_JSON.iter().map(|column| Question::paths("activity", column)));
    }
    while let Some(question) = cache.next_question() {
        let candidates = match question.kind {
            QuestionKind::Values => values(connection, &question),
            QuestionKind::Paths => paths(connection, &question),
        };
        // A query fails on a column that is not text, and on a temporary table of the session.
        cache.answer(question, candidates.unwrap_or_default());
    }
}

fn values(connection: &Connection, question: &Question) -> Result<Vec<Candidate>> {
    let (table, column) = (name(source_table(question)), name(&question.column));
    let mut statement = connection.prepare(&format!(
        "SELECT {column}::VARCHAR, count(*) FROM {table} WHERE {column} IS NOT NULL \
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}"
    ))?;
    let rows = statement
        .query_map([], |row| Ok(Candidate { text: row.get(0)?, occurrences: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the table to query. A stored column of the view `activity` is read faster from `events`.
fn source_table(question: &Question) -> &str {
    let is_stored =
        crate::trail::column::COLUMNS.iter().any(|column| column.name == question.column);
    if question.table == "activity" && is_stored { "events" } else { &question.table }
}

/// Returns the paths in a JSON column. They are read from a sample: one document for each event
/// name, or the first documents of any table other than `events`.
fn paths(connection: &Connection, question: &Question) -> Result<Vec<Candidate>> {
    let (table, column) = (source_table(question), name(&question.column));
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
        let (text, occurrences): (Option<String>, u64) = (row.get(0)?, row.get(1)?);
        let document = text.and_then(|text| serde_json::from_str(&text).ok());
        let mut paths = Vec::new();
        collect(&document.unwrap_or(Value::Null), "$", DEEPEST, &mut paths);
        paths.sort();
        paths.dedup();
        for path in paths {
            *counts.entry(path.into()).or_default() += occurrences;
        }
    }
    let mut candidates: Vec<Candidate> = counts
        .into_iter()
        .map(|(path, occurrences)| Candidate { text: path.to_string(), occurrences })
        .collect();
    candidates.sort_by(|a, b| (b.occurrences, &a.text).cmp(&(a.occurrences, &b.text)));
    candidates.truncate(MOST);
    Ok(candidates)
}

/// Adds the paths of a document in DuckDB's syntax.
fn collect(value: &Value, path: &str, depth: usize, paths: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                // These would need another level of quotes or escapes.
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
    fn paths_have_the_syntax_of_duckdb_and_a_limited_depth() {
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
