//! Looking up events by their attributes, and the events related to one.

pub(crate) mod attribute;
mod columns;
mod condition;
pub(crate) mod related;
pub(crate) mod unknown;

use anyhow::Result;

pub(crate) use columns::Columns;

use crate::{
    store::{
        Connection, lake,
        literal::{instant, quote},
        rows,
        scope::Scope,
    },
    trail::record,
};

/// `activity` with the columns of the console's Event history. It is a subquery, not a view, because
/// DuckDB would bind a view once more.
const HISTORY: &str = include_str!("../../sql/events/history.sql");

/// The order of events: newest first. Time, ID, account, source and name identify an event, so the
/// order is total.
const ORDER: &str =
    "event_time DESC NULLS LAST, event_id, recipient_account_id, event_source, event_name";

/// The further order of events without an ID, by the rest of the record. It is used only if there are
/// such events, because it reads the widest columns.
const ORDER_WITHOUT_ID: &str = include_str!("../../sql/events/order_without_id.sql");

/// The count of the table `matches` and the range of its values.
const RANGE: &str = "
SELECT
    count(*), epoch_us(min(event_time)), epoch_us(max(event_time)),
    count(*) > count(event_time), min(event_source), min(event_name)
FROM matches";

/// The values to search for. The values of one list are alternatives; an empty list matches everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// Event IDs.
    pub(crate) ids: Vec<String>,
    /// Actions: `event_name` or `action`.
    pub(crate) names: Vec<String>,
    /// Callers: any of their names.
    pub(crate) users: Vec<String>,
    /// Services: `event_source` or `service`.
    pub(crate) sources: Vec<String>,
    /// ARNs, IDs or names of resources.
    pub(crate) resources: Vec<String>,
    /// Types of resources.
    pub(crate) resource_types: Vec<String>,
    /// Access keys.
    pub(crate) access_keys: Vec<String>,
    /// Request IDs.
    pub(crate) request_ids: Vec<String>,
    /// `sharedEventID`s.
    pub(crate) shared_event_ids: Vec<String>,
    /// Principal IDs.
    pub(crate) principals: Vec<String>,
    /// Start times of sessions, in microseconds since 1970.
    pub(crate) session_starts: Vec<i64>,
    /// Values of `is_read`.
    pub(crate) read_only: Vec<bool>,
}

/// A search whose matches have been counted and located.
#[derive(Debug)]
pub(crate) struct Search {
    condition: String,
    order: String,
    limit: Option<u64>,
    matches: Option<Matches>,
}

/// The number of events that a search matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Matches {
    /// The number of events to show.
    pub(crate) shown: u64,
    /// True if more events match.
    pub(crate) has_more: bool,
}

impl Search {
    /// Searches within a scope for the newest events that match, at most `limit` of them. The scope
    /// becomes that of the connection.
    ///
    /// This finds the times of the matching events; [`Search::select`] then finds the events by their
    /// times. The columns of `history` are slow to compute, and `DuckDB` would compute them for every
    /// row that a search in JSON text, or for the newest events, scans.
    pub(crate) fn new(
        connection: &Connection,
        scope: &Scope,
        query: &Query,
        limit: Option<u64>,
    ) -> Result<Self> {
        scope.apply(connection)?;
        let order = order(connection)?;
        let Some(condition) = query.condition().or_else(|| limit.map(|_| "true".to_owned())) else {
            return Ok(Self { condition: "true".to_owned(), order, limit, matches: None });
        };
        let source = if *scope == Scope::default() { query.source() } else { history() };
        let limit_clause = limit.map(|limit| format!(" LIMIT {}", limit.saturating_add(1)));
        connection.execute_batch(&format!(
            "CREATE OR REPLACE TEMP TABLE matches AS
             SELECT event_time, event_source, event_name FROM {source}
             WHERE {condition} ORDER BY event_time DESC NULLS LAST{}",
            limit_clause.unwrap_or_default()
        ))?;
        let (count, location) = locate(connection)?;
        let limit = limit.unwrap_or(u64::MAX);
        Ok(Self {
            condition: format!("{condition} AND {location}"),
            order,
            limit: (count > limit).then_some(limit),
            matches: Some(Matches { shown: count.min(limit), has_more: count > limit }),
        })
    }

    /// Returns the number of matches, or `None` for a search of all events, which are not counted.
    pub(crate) fn matches(&self) -> Option<Matches> {
        self.matches
    }

    /// Returns the `SELECT` of the matching events.
    pub(crate) fn select(&self, columns: Columns) -> String {
        format!("SELECT {} {}", columns.sql(), self.source())
    }

    /// Calls `take` with the original record of each matching event.
    pub(crate) fn records(
        &self,
        connection: &Connection,
        mut take: impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        rows::for_each_record(connection, &self.source(), &[], |row, shape| {
            take(&record::from_row(row, shape))
        })
    }

    fn source(&self) -> String {
        self.source_of(&history())
    }

    fn source_of(&self, table: &str) -> String {
        let limit = self.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        format!("FROM {table} WHERE {} ORDER BY {}{limit}", self.condition, self.order)
    }
}

/// Returns the events of the scope with the columns of the console's Event history, for a FROM clause.
fn history() -> String {
    format!("({HISTORY}) AS history")
}

/// Returns a FROM clause (and what follows it) of the newest events of a scope, with the columns of
/// `activity`. They are always the same events. The scope becomes that of the connection.
pub(crate) fn newest(connection: &Connection, scope: &Scope, limit: u64) -> Result<String> {
    let search = Search::new(connection, scope, &Query::default(), Some(limit))?;
    Ok(search.source_of("activity"))
}

fn order(connection: &Connection) -> Result<String> {
    let rows = lake::rows_of_days(connection)?;
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {rows} WHERE event_id IS NULL)");
    let has_null: bool = connection.query_row(&sql, [], |row| row.get(0))?;
    Ok(if has_null { format!("{ORDER}, {ORDER_WITHOUT_ID}") } else { ORDER.to_owned() })
}

/// Returns the number of events in the table `matches`, and a condition by which `DuckDB` skips row
/// groups without them: their times and, for a single event, its source and name, since imports sort
/// events by these.
fn locate(connection: &Connection) -> Result<(u64, String)> {
    let (count, first, last, has_null, source, name): (u64, Option<i64>, Option<i64>, bool, _, _) =
        connection.query_row(RANGE, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })?;
    let times = match first {
        Some(time) if first == last => format!("event_time = {}", instant(time)),
        Some(_) => "event_time IN (SELECT event_time FROM matches)".to_owned(),
        None => "false".to_owned(),
    };
    let times = if has_null { format!("({times} OR event_time IS NULL)") } else { times };
    let names: [(&str, Option<String>); 2] = [("event_source", source), ("event_name", name)];
    let names = names.into_iter().filter_map(|(column, value)| Some((column, value?)));
    let mut parts = vec![times];
    if count == 1 {
        parts.extend(names.map(|(column, value)| format!("{column} = {}", quote(&value))));
    }
    Ok((count, parts.join(" AND ")))
}
