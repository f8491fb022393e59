//! Looking events up: which are meant, as SQL over what [`HISTORY`] gives, and what belongs to one.

pub(crate) mod attribute;
mod columns;
mod condition;
mod json_text;
pub(crate) mod neighbours;
mod pattern;

use anyhow::Result;

pub(crate) use columns::Columns;

use crate::{
    store::{
        Connection,
        literal::{instant, quote},
        rows,
        scope::Scope,
    },
    trail::record,
};

/// `activity` with what the console shows of an event. It is put into each query: a view would be
/// bound once more.
const HISTORY: &str = include_str!("../../sql/events/history.sql");

/// Newest first. Events of one time, ID, account, source and name are one event, so that the order
/// is the same everywhere.
const ORDER: &str =
    "event_time DESC NULLS LAST, event_id, recipient_account_id, event_source, event_name";

/// What more it takes where there are events without an ID: all that a record is told from another
/// by. It is left out where it can be, as it reads the widest columns.
const ORDER_WITHOUT_ID: &str = include_str!("../../sql/events/order_without_id.sql");

/// Where the events of the table `found` lie.
const PLACES: &str = "
SELECT
    count(*), epoch_us(min(event_time)), epoch_us(max(event_time)),
    count(*) > count(event_time), min(event_source), min(event_name)
FROM found";

/// What is looked for. Several values of one list are alternatives; what is empty asks nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// Event IDs.
    pub(crate) ids: Vec<String>,
    /// Actions, by `event_name` or `action`.
    pub(crate) names: Vec<String>,
    /// Callers, by any of their names.
    pub(crate) users: Vec<String>,
    /// Services, by `event_source` or `service`.
    pub(crate) sources: Vec<String>,
    /// ARNs, IDs or names of resources.
    pub(crate) resources: Vec<String>,
    /// Types of resources.
    pub(crate) resource_types: Vec<String>,
    /// Access keys.
    pub(crate) access_keys: Vec<String>,
    /// Addresses.
    pub(crate) ips: Vec<String>,
    /// Requests.
    pub(crate) request_ids: Vec<String>,
    /// `sharedEventID`s.
    pub(crate) shared_event_ids: Vec<String>,
    /// Principal IDs.
    pub(crate) principals: Vec<String>,
    /// When sessions began, in microseconds since 1970.
    pub(crate) session_starts: Vec<i64>,
    /// Whether the call only read.
    pub(crate) read_only: Vec<bool>,
}

/// A search whose events are known by their times.
#[derive(Debug)]
pub(crate) struct Search {
    condition: String,
    order: String,
    limit: Option<u64>,
    found: Option<Matches>,
}

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Matches {
    /// How many events there are to show.
    pub(crate) shown: u64,
    /// Whether there are more.
    pub(crate) has_more: bool,
}

impl Search {
    /// Looks for what is wanted within a scope, which becomes that of the connection: of at most
    /// `limit` events, the newest.
    ///
    /// The times of the events are looked up first, and the events by them. What is shown of an
    /// event takes long to derive, and `DuckDB` would derive it of every row that a search on the
    /// text of JSON, or for the newest, goes through.
    pub(crate) fn new(
        connection: &Connection,
        scope: &Scope,
        wanted: &Query,
        limit: Option<u64>,
    ) -> Result<Self> {
        scope.apply(connection)?;
        let order = order(connection)?;
        let asked = wanted.condition();
        let Some(condition) = asked.or_else(|| limit.map(|_| "true".to_owned())) else {
            return Ok(Self { condition: "true".to_owned(), order, limit, found: None });
        };
        // The table alone is searched faster than anything joined to it.
        let is_plain = *scope == Scope::default() && wanted.asks_only_what_is_logged();
        let source = if is_plain { "events".to_owned() } else { format!("({HISTORY}) AS history") };
        let enough = limit.map(|limit| format!(" LIMIT {}", limit.saturating_add(1)));
        connection.execute_batch(&format!(
            "CREATE OR REPLACE TEMP TABLE found AS
             SELECT event_time, event_source, event_name FROM {source}
             WHERE {condition} ORDER BY event_time DESC NULLS LAST{}",
            enough.unwrap_or_default()
        ))?;
        let (count, places) = places(connection)?;
        let limit = limit.unwrap_or(u64::MAX);
        Ok(Self {
            condition: format!("{condition} AND {places}"),
            order,
            limit: (count > limit).then_some(limit),
            found: Some(Matches { shown: count.min(limit), has_more: count > limit }),
        })
    }

    /// What was found; `None` where everything was asked for, which is not counted.
    pub(crate) fn found(&self) -> Option<Matches> {
        self.found
    }

    /// The SELECT that gives the events as rows.
    pub(crate) fn select(&self, columns: Columns) -> String {
        format!("SELECT {} {}", columns.sql(), self.source())
    }

    /// Calls `take` with the record of each event, put together again.
    pub(crate) fn records(
        &self,
        connection: &Connection,
        mut take: impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        rows::for_each_record(connection, &self.source(), &[], |row| take(&record::from_row(row)))
    }

    fn source(&self) -> String {
        let limit = self.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        format!(
            "FROM ({HISTORY}) AS history WHERE {} ORDER BY {}{limit}",
            self.condition, self.order
        )
    }
}

fn order(connection: &Connection) -> Result<String> {
    let sql = "SELECT EXISTS (SELECT 1 FROM events WHERE event_id IS NULL)";
    let has_none: bool = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(if has_none { format!("{ORDER}, {ORDER_WITHOUT_ID}") } else { ORDER.to_owned() })
}

/// How many events are in the table `found`, and a condition by which `DuckDB` passes over what
/// cannot hold them: their times and, where it is one alone, its source and name as well, by which
/// the events of an import are ordered.
fn places(connection: &Connection) -> Result<(u64, String)> {
    let (count, first, last, has_none, source, name): (u64, Option<i64>, Option<i64>, bool, _, _) =
        connection.query_row(PLACES, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })?;
    let times = match first {
        Some(time) if first == last => format!("event_time = {}", instant(time)),
        Some(_) => "event_time IN (SELECT event_time FROM found)".to_owned(),
        None => "false".to_owned(),
    };
    let times = if has_none { format!("({times} OR event_time IS NULL)") } else { times };
    let names: [(&str, Option<String>); 2] = [("event_source", source), ("event_name", name)];
    let names = names.into_iter().filter_map(|(column, value)| Some((column, value?)));
    let mut parts = vec![times];
    if count == 1 {
        parts.extend(names.map(|(column, value)| format!("{column} = {}", quote(&value))));
    }
    Ok((count, parts.join(" AND ")))
}
