//! Scopes: filters on the events that queries see. A scope reaches the view `activity`, and with it
//! every report, through DuckDB variables, without a change to the text of a query.

use std::fmt;

use anyhow::{Context, Result};
use duckdb::Connection;
use serde::Deserialize;

use crate::{
    report::Settings,
    store::literal::{instant, quote},
    trail::time,
};

/// A filter on events; by default all events pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Events at or after this time, in microseconds since 1970.
    pub(crate) since: Option<i64>,
    /// Events before this time, in microseconds since 1970.
    pub(crate) until: Option<i64>,
    /// Events of these accounts.
    pub(crate) accounts: Vec<String>,
    /// Events of these Regions.
    pub(crate) regions: Vec<String>,
    /// Events of these services.
    pub(crate) services: Vec<String>,
    /// Events of these actions, by `action` or `event_name`.
    pub(crate) actions: Vec<String>,
    /// Events of these callers, by `actor`, user name or ARN.
    pub(crate) actors: Vec<String>,
    /// Events from these addresses.
    pub(crate) ips: Vec<String>,
    /// Only events that were denied or failed.
    pub(crate) errors_only: bool,
}

/// The names of the variables that hold a scope.
pub(crate) const VARIABLES: [&str; 9] = [
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

/// Selects the times of the first and the last event.
const RANGE: &str = "SELECT epoch_us(min(event_time)), epoch_us(max(event_time)) FROM event_rows";

/// Selects the variables of a connection as JSON.
const READ: &str = include_str!("../../sql/scope.sql");

/// The result of [`READ`].
#[derive(Deserialize)]
struct Variables {
    since: Option<i64>,
    until: Option<i64>,
    accounts: Option<Vec<String>>,
    regions: Option<Vec<String>>,
    services: Option<Vec<String>>,
    actions: Option<Vec<String>>,
    actors: Option<Vec<String>>,
    ips: Option<Vec<String>>,
    errors_only: bool,
}

impl fmt::Display for Scope {
    /// Writes the form that `.scope` of the shell reads: `since=2024-01-01 service=s3 service=iam`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = [("since", self.since), ("until", self.until)].into_iter();
        let times = times.filter_map(|(name, time)| Some((name, short(time?))));
        let lists = self.lists().into_iter().flat_map(|(name, values)| {
            let name = name.trim_end_matches('s');
            values.iter().map(move |value| (name, value.clone()))
        });
        let mut separator = "";
        for (name, value) in times.chain(lists) {
            write!(formatter, "{separator}{name}={value}")?;
            separator = " ";
        }
        if self.errors_only {
            write!(formatter, "{separator}errors-only")?;
        }
        Ok(())
    }
}

/// Returns a time as text; only the day, if it is midnight.
fn short(micros: i64) -> String {
    let text = time::render(micros);
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}

impl Scope {
    /// Sets the scope for all further queries of this connection.
    pub(crate) fn apply(&self, connection: &Connection) -> Result<()> {
        let set = |name: &str, value: String| {
            connection.execute_batch(&format!("SET VARIABLE {name} = {value}"))
        };
        for (name, time) in [("since", self.since), ("until", self.until)] {
            if let Some(micros) = time {
                set(name, instant(micros))?;
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

    /// Returns an explanation if no event is in the scope, or `None` if one is or no scope is set.
    pub(crate) fn explain_empty(&self, connection: &Connection) -> Result<Option<String>> {
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

    /// Returns the scope in the variables of a connection, which a user may have set.
    pub(crate) fn read(connection: &Connection) -> Result<Self> {
        let text: String = connection.query_row(READ, [], |row| row.get(0))?;
        let set: Variables = serde_json::from_str(&text).context("cannot read the scope")?;
        Ok(Self {
            since: set.since,
            until: set.until,
            accounts: set.accounts.unwrap_or_default(),
            regions: set.regions.unwrap_or_default(),
            services: set.services.unwrap_or_default(),
            actions: set.actions.unwrap_or_default(),
            actors: set.actors.unwrap_or_default(),
            ips: set.ips.unwrap_or_default(),
            errors_only: set.errors_only,
        })
    }

    /// Replaces the scope of a connection with this one.
    pub(crate) fn replace(&self, connection: &Connection) -> Result<()> {
        for name in VARIABLES {
            connection.execute_batch(&format!("RESET VARIABLE {name}"))?;
        }
        self.apply(connection)
    }

    /// Returns this scope, overridden by the filters that `other` sets.
    #[must_use]
    pub(crate) fn with(&self, other: &Self) -> Self {
        let list = |base: &[String], overrides: &[String]| {
            if overrides.is_empty() { base.to_vec() } else { overrides.to_vec() }
        };
        Self {
            since: other.since.or(self.since),
            until: other.until.or(self.until),
            accounts: list(&self.accounts, &other.accounts),
            regions: list(&self.regions, &other.regions),
            services: list(&self.services, &other.services),
            actions: list(&self.actions, &other.actions),
            actors: list(&self.actors, &other.actors),
            ips: list(&self.ips, &other.ips),
            errors_only: self.errors_only || other.errors_only,
        }
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

/// Sets parameters of reports for all further queries of this connection. A value must convert to the
/// type of its parameter; the error names one that does not.
pub(crate) fn set_parameters(connection: &Connection, settings: &Settings) -> Result<(), String> {
    for (parameter, value) in settings.iter() {
        let (name, sql_type, literal) = (parameter.name, parameter.sql_type, quote(value));
        let sql = format!("SET VARIABLE {name} = CAST({literal} AS {sql_type})");
        connection.execute_batch(&sql).map_err(|_| {
            let text = parameter.text;
            format!("'{value}' is not of the type {sql_type} of the parameter {name}: {text}")
        })?;
    }
    Ok(())
}

/// Resets the parameters that [`set_parameters`] has set.
pub(crate) fn reset_parameters(connection: &Connection, settings: &Settings) -> Result<()> {
    for (parameter, _) in settings.iter() {
        connection.execute_batch(&format!("RESET VARIABLE {}", parameter.name))?;
    }
    Ok(())
}
