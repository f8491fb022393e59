//! Which events a question is about. A scope reaches the view `activity`, and with it every report,
//! through DuckDB variables: no text of a query is changed for it.

use anyhow::Result;
use duckdb::Connection;

use crate::trail::time;

/// What a question is about; everything, by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Events from here on, in microseconds since 1970.
    pub since: Option<i64>,
    /// Events before this, in microseconds since 1970.
    pub until: Option<i64>,
    /// Events of these accounts.
    pub accounts: Vec<String>,
    /// Events of these Regions.
    pub regions: Vec<String>,
    /// Events of these services.
    pub services: Vec<String>,
    /// Events of these actions, by `action` or `event_name`.
    pub actions: Vec<String>,
    /// Events of these callers, by `actor`, user name or ARN.
    pub actors: Vec<String>,
    /// Events from these addresses.
    pub ips: Vec<String>,
    /// Only what was denied or failed.
    pub errors_only: bool,
}

/// The names of the variables that a scope is set with.
pub const VARIABLES: [&str; 9] = [
    "since",
    "until",
    "accounts",
    "regions",
    "services",
    "actions",
    "actors",
    "ips",
    "errors_only",
];

/// Where the events of the database lie in time.
const RANGE: &str = "SELECT epoch_us(min(event_time)), epoch_us(max(event_time)) FROM events";

impl Scope {
    /// Sets the scope for all further questions of this connection.
    pub fn apply(&self, connection: &Connection) -> Result<()> {
        let set = |name: &str, value: String| {
            connection.execute_batch(&format!("SET VARIABLE {name} = {value}"))
        };
        for (name, time) in [("since", self.since), ("until", self.until)] {
            if let Some(micros) = time {
                set(name, format!("make_timestamp({micros}::BIGINT)"))?;
            }
        }
        for (name, values) in self.lists() {
            if !values.is_empty() {
                let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
                set(name, format!("[{}]", values.join(", ")))?;
            }
        }
        if self.errors_only {
            set("errors_only", "true".to_owned())?;
        }
        Ok(())
    }

    /// What to say where the scope holds no event; `None` where it does, or where it is not set.
    pub fn explain_empty(&self, connection: &Connection) -> Result<Option<String>> {
        if *self == Self::default() {
            return Ok(None);
        }
        let sql = "SELECT count(*) FROM (SELECT 1 FROM activity LIMIT 1)";
        let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            return Ok(None);
        }
        let (first, last): (Option<i64>, Option<i64>) =
            connection.query_row(RANGE, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Some(match (first, last) {
            (Some(first), Some(last)) => format!(
                "no event is in this scope; the database has events from {} to {}",
                time::render(first),
                time::render(last)
            ),
            _ => "no event is in this scope; the database has none with a time".to_owned(),
        }))
    }

    fn lists(&self) -> [(&'static str, &[String]); 6] {
        [
            ("accounts", &self.accounts),
            ("regions", &self.regions),
            ("services", &self.services),
            ("actions", &self.actions),
            ("actors", &self.actors),
            ("ips", &self.ips),
        ]
    }
}

/// Sets a parameter of reports for all further questions of this connection. The value is read as
/// the type says, and is an error where it cannot be.
pub fn set_parameter(
    connection: &Connection,
    name: &str,
    sql_type: &str,
    value: &str,
) -> duckdb::Result<()> {
    let value = quote(value);
    connection.execute_batch(&format!("SET VARIABLE {name} = CAST({value} AS {sql_type})"))
}

/// A text as a literal of SQL, in which nothing but the quote itself has a meaning.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
