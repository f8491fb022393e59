//! Scopes: filters on the events that queries see. A scope reaches the view `activity`, and with it
//! every report, through DuckDB variables, without a change to the text of a query.

mod explain;
mod filter;
mod network;
mod pattern;

use std::fmt;

use anyhow::{Context, Result, bail};
use duckdb::Connection;
use serde::Deserialize;

pub(crate) use explain::nearest_of;
pub(crate) use filter::Filter;
pub(crate) use network::Network;
pub(crate) use pattern::{account_id, is_caller, octets};

use crate::{
    error::Usage,
    report::Settings,
    store::{
        event_times::EventTimes,
        literal::{instant, quote},
    },
    trail::time::{self, HOUR},
};

/// A filter on events; by default all events pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Events at or after this time, in microseconds since 1970.
    pub(crate) since: Option<i64>,
    /// Events before this time, in microseconds since 1970.
    pub(crate) until: Option<i64>,
    /// Events of this many microseconds before the last one, instead of `since`.
    pub(crate) last: Option<i64>,
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
    /// Events of calls that these access keys signed.
    pub(crate) access_keys: Vec<String>,
    /// Only events that were denied or failed.
    pub(crate) errors_only: bool,
}

/// The names of the variables by which statements set a scope. Options set other variables, for values as
/// people type them: [`Filter`].
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

/// Selects the variables of a connection as JSON.
const READ: &str = include_str!("../../../sql/scope.sql");

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
    access_keys: Option<Vec<String>>,
    errors_only: bool,
}

impl fmt::Display for Scope {
    /// Writes the form that `.scope` of the shell reads: `since=2024-01-01 service=s3 service=iam`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A day as the end of a scope includes that day.
        let until =
            self.until.map(|until| if is_midnight(until) { until - 24 * HOUR } else { until });
        let times = [("since", self.since), ("until", until)].into_iter();
        let times = times.filter_map(|(name, time)| Some((name, short(time?))));
        let lists = Filter::ALL.into_iter().flat_map(|filter| {
            self.values(filter).iter().map(move |value| (filter.option(), value.clone()))
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

fn is_midnight(micros: i64) -> bool {
    micros.rem_euclid(24 * HOUR) == 0
}

/// Returns a time as text; only the day, if it is midnight.
fn short(micros: i64) -> String {
    let text = time::render(micros);
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}

impl Scope {
    /// Sets the scope for all further queries of this connection.
    ///
    /// # Errors
    ///
    /// Fails if the scope ends before it starts.
    pub(crate) fn apply(&self, connection: &Connection) -> Result<()> {
        self.check()?;
        let set = |name: &str, value: &str| {
            connection.execute_batch(&format!("SET VARIABLE {name} = {value}"))
        };
        let since = match self.last {
            Some(last) => EventTimes::last(connection)?.map(|end| end - last),
            None => self.since,
        };
        for (name, time) in [("since", since), ("until", self.until)] {
            if let Some(micros) = time {
                set(name, &instant(micros))?;
            }
        }
        for filter in Filter::ALL {
            let values = self.values(filter);
            if let Some(pattern) = pattern::of(connection, filter, values)? {
                let name = filter.variable();
                let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
                set(&format!("{name}_typed"), &format!("[{}]", values.join(", ")))?;
                set(&format!("{name}_pattern"), &quote(&pattern))?;
            }
        }
        if self.errors_only {
            set("errors_only", "true")?;
        }
        Ok(())
    }

    /// Fails if the scope ends before it starts.
    pub(crate) fn check(&self) -> Result<()> {
        check_order(self.since, self.until)
    }

    /// Returns the scope in the variables of a connection, which a user may have set.
    pub(crate) fn read(connection: &Connection) -> Result<Self> {
        let text: String = connection.query_row(READ, [], |row| row.get(0))?;
        let set: Variables = serde_json::from_str(&text).context("cannot read the scope")?;
        Ok(Self {
            since: set.since,
            until: set.until,
            last: None,
            accounts: set.accounts.unwrap_or_default(),
            regions: set.regions.unwrap_or_default(),
            services: set.services.unwrap_or_default(),
            actions: set.actions.unwrap_or_default(),
            actors: set.actors.unwrap_or_default(),
            ips: set.ips.unwrap_or_default(),
            access_keys: set.access_keys.unwrap_or_default(),
            errors_only: set.errors_only,
        })
    }

    /// Replaces the scope of a connection with this one.
    pub(crate) fn replace(&self, connection: &Connection) -> Result<()> {
        let reset = |name: &str| connection.execute_batch(&format!("RESET VARIABLE {name}"));
        VARIABLES.iter().try_for_each(|name| reset(name))?;
        for filter in Filter::ALL {
            reset(&format!("{}_typed", filter.variable()))?;
            reset(&format!("{}_pattern", filter.variable()))?;
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
            last: other.last.or(self.last),
            accounts: list(&self.accounts, &other.accounts),
            regions: list(&self.regions, &other.regions),
            services: list(&self.services, &other.services),
            actions: list(&self.actions, &other.actions),
            actors: list(&self.actors, &other.actors),
            ips: list(&self.ips, &other.ips),
            access_keys: list(&self.access_keys, &other.access_keys),
            errors_only: self.errors_only || other.errors_only,
        }
    }

    /// Returns an IPv6 address or network of the scope.
    pub(crate) fn ipv6(&self) -> Option<&str> {
        let is_ipv6 =
            |text: &&String| Network::parse(text).is_some_and(|network| network.address.is_ipv6());
        self.ips.iter().find(is_ipv6).map(String::as_str)
    }

    /// Returns the values of a filter.
    fn values(&self, filter: Filter) -> &[String] {
        match filter {
            Filter::Account => &self.accounts,
            Filter::Region => &self.regions,
            Filter::Service => &self.services,
            Filter::Action => &self.actions,
            Filter::Actor => &self.actors,
            Filter::Ip => &self.ips,
            Filter::AccessKey => &self.access_keys,
        }
    }

    /// Returns the scope of one value of one filter.
    fn of_one(filter: Filter, value: &str) -> Self {
        let mut scope = Self::default();
        let list = match filter {
            Filter::Account => &mut scope.accounts,
            Filter::Region => &mut scope.regions,
            Filter::Service => &mut scope.services,
            Filter::Action => &mut scope.actions,
            Filter::Actor => &mut scope.actors,
            Filter::Ip => &mut scope.ips,
            Filter::AccessKey => &mut scope.access_keys,
        };
        list.push(value.to_owned());
        scope
    }
}

/// Fails if a time range ends before it starts.
pub(crate) fn check_order(since: Option<i64>, until: Option<i64>) -> Result<()> {
    let (Some(since), Some(until)) = (since, until) else { return Ok(()) };
    if since < until {
        return Ok(());
    }
    bail!(Usage(format!(
        "the time range is empty: it starts at {} and ends before {}; --since must be before --until",
        time::render_second(since),
        time::render_second(until)
    )))
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
