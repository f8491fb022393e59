//! Messages about a scope that finds nothing: the values that no event has, or the times of the events.

use anyhow::Result;
use duckdb::Connection;

use crate::{
    store::{
        event_times::EventTimes,
        lake,
        scope::{Filter, Scope},
    },
    text::visible,
    trail::time,
};

/// Values that are not nearer than this many edits are not suggested.
const NEAR: usize = 3;

impl Scope {
    /// Returns explanations: one for each value that no event has, and if there is none, one if no event
    /// is in the scope. The scope of the connection stays as it is.
    pub(crate) fn explain(&self, connection: &Connection) -> Result<Vec<String>> {
        if *self == Self::default() {
            return Ok(Vec::new());
        }
        let is_empty = is_empty(connection)?;
        let unknown = self.unknown_values(connection, is_empty)?;
        if !unknown.is_empty() || !is_empty {
            return Ok(unknown);
        }
        let EventTimes { first, last } = EventTimes::of_first_and_last(connection)?;
        Ok(vec![match (first, last) {
            (Some(first), Some(last)) => self.describe_range(first, last),
            _ => "no event is in this scope; the database has none with a time".to_owned(),
        }])
    }

    fn describe_range(&self, first: i64, last: i64) -> String {
        let range = format!(
            "no event is in this scope; the database has events from {} to {}",
            time::render(first),
            time::render(last)
        );
        if self.since.is_none_or(|since| since <= last) {
            return range;
        }
        format!("{range}; --last 7d shows its last week")
    }

    /// Returns a message for each value that no event has. `is_empty` tells that the scope has no event; if
    /// it has, only one of several values can be unknown.
    fn unknown_values(&self, connection: &Connection, is_empty: bool) -> Result<Vec<String>> {
        let filters = Filter::ALL.map(|filter| (filter, self.values(filter)));
        let doubtful: Vec<_> =
            filters.into_iter().filter(|(_, values)| is_empty || values.len() > 1).collect();
        let all = self.searched(connection)?;
        if is_empty && all != Self::default() && self.has_none_of(&all, connection)? {
            return Ok(Vec::new());
        }
        let mut unknown = Vec::new();
        for (filter, value) in doubtful
            .iter()
            .flat_map(|(filter, values)| values.iter().map(move |value| (*filter, value)))
        {
            all.with(&Self::of_one(filter, value)).replace(connection)?;
            if self::is_empty(connection)? {
                all.replace(connection)?;
                unknown.push(all.describe_unknown(connection, filter, value)?);
            }
        }
        if doubtful.iter().any(|(_, values)| !values.is_empty()) {
            self.replace(connection)?;
        }
        Ok(unknown)
    }

    /// Returns the scope in which a value is looked for: all events of a database, and in a lake those of the same
    /// times, as all days of a lake may be much to read.
    pub(crate) fn searched(&self, connection: &Connection) -> Result<Self> {
        if !lake::is_open(connection)? {
            return Ok(Self::default());
        }
        let Self { since, until, last, .. } = *self;
        Ok(Self { since, until, last, ..Self::default() })
    }

    /// Returns true if another scope has no event, so that no value can be told from another. The scope of the
    /// connection stays this one.
    fn has_none_of(&self, other: &Self, connection: &Connection) -> Result<bool> {
        other.replace(connection)?;
        let is_empty = is_empty(connection)?;
        self.replace(connection)?;
        Ok(is_empty)
    }

    /// Returns a message about a value that no event of this scope has. It is that of the connection.
    fn describe_unknown(
        &self,
        connection: &Connection,
        filter: Filter,
        value: &str,
    ) -> Result<String> {
        let (events, candidates) = if *self == Self::default() {
            ("no event has", filter.candidates().to_owned())
        } else {
            let candidates = format!("SELECT DISTINCT {} FROM activity", filter.column());
            ("no event of this time has", candidates)
        };
        let nearest = nearest_of(connection, &candidates, value)?;
        let nearest = nearest.map(|it| format!(" (did you mean '{}'?)", visible(&it)));
        Ok(format!(
            "{events} the {} '{}'{}",
            filter.noun(),
            visible(value),
            nearest.unwrap_or_default()
        ))
    }
}

fn is_empty(connection: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) = 0 FROM (SELECT 1 FROM activity LIMIT 1)";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Returns the value in the first column of a query that is most like this one.
pub(crate) fn nearest_of(
    connection: &Connection,
    candidates: &str,
    value: &str,
) -> Result<Option<String>> {
    let mut statement = connection.prepare(candidates)?;
    let candidates =
        statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<Option<String>>, _>>()?;
    let value = value.to_lowercase();
    let length = value.chars().count();
    let limit = NEAR.min(length / 2);
    // There can be a million names of resources, and most are too long or too short to be compared.
    let distances = candidates.into_iter().flatten().map(|it| {
        let lower = it.to_lowercase();
        let holds = value.len() > NEAR && (lower.contains(&value) || value.contains(&lower));
        let has_length = lower.chars().count().abs_diff(length) <= limit;
        let edits = if has_length { strsim::osa_distance(&value, &lower) } else { usize::MAX };
        (if holds { edits.min(NEAR) } else { edits }, it)
    });
    Ok(distances.min().filter(|(edits, _)| *edits <= limit).map(|(_, it)| it))
}
