//! Messages about values of a query that no event has, so that an empty result is not misread.

use anyhow::Result;

use crate::{
    lookup::Query,
    store::{
        Connection,
        literal::quote,
        scope::{Scope, nearest_of},
    },
    text::visible,
};

/// Selects the names of the resources that calls in the scope changed, whole and without what leads to them.
const RESOURCE_NAMES: &str = include_str!("../../sql/events/resource_names.sql");

/// Selects the types of resources of the events in the scope.
const RESOURCE_TYPES: &str = concat!(
    "SELECT DISTINCT resource_type FROM (",
    include_str!("../../sql/events/history.sql"),
    ") AS history"
);

/// A list of values in a query, which select events.
struct Selector {
    /// The words between "no event" and a value.
    words: &'static str,
    values: fn(&Query) -> &[String],
    of_one: fn(String) -> Query,
    /// A query of the values that events in the scope have; `None` for IDs, which nobody types.
    candidates: Option<&'static str>,
}

const SELECTORS: [Selector; 10] = [
    Selector {
        words: "has the name",
        values: |query| &query.names,
        of_one: |name| Query { names: vec![name], ..Query::default() },
        candidates: Some("SELECT DISTINCT unnest([event_name, action]) FROM activity"),
    },
    Selector {
        words: "has the user",
        values: |query| &query.users,
        of_one: |name| Query { users: vec![name], ..Query::default() },
        candidates: Some("SELECT DISTINCT actor FROM activity"),
    },
    Selector {
        words: "has the source",
        values: |query| &query.sources,
        of_one: |name| Query { sources: vec![name], ..Query::default() },
        candidates: Some("SELECT DISTINCT unnest([event_source, service]) FROM activity"),
    },
    Selector {
        words: "names the resource",
        values: |query| &query.resources,
        of_one: |name| Query { resources: vec![name], ..Query::default() },
        candidates: Some(RESOURCE_NAMES),
    },
    Selector {
        words: "has the resource type",
        values: |query| &query.resource_types,
        of_one: |name| Query { resource_types: vec![name], ..Query::default() },
        candidates: Some(RESOURCE_TYPES),
    },
    Selector {
        words: "has the ID",
        values: |query| &query.ids,
        of_one: |id| Query { ids: vec![id], ..Query::default() },
        candidates: None,
    },
    Selector {
        words: "has the access key",
        values: |query| &query.access_keys,
        of_one: |key| Query { access_keys: vec![key], ..Query::default() },
        candidates: Some("SELECT DISTINCT identity_access_key_id FROM activity"),
    },
    Selector {
        words: "has the request ID",
        values: |query| &query.request_ids,
        of_one: |id| Query { request_ids: vec![id], ..Query::default() },
        candidates: None,
    },
    Selector {
        words: "has the shared event ID",
        values: |query| &query.shared_event_ids,
        of_one: |id| Query { shared_event_ids: vec![id], ..Query::default() },
        candidates: None,
    },
    Selector {
        words: "has the principal ID",
        values: |query| &query.principals,
        of_one: |id| Query { principals: vec![id], ..Query::default() },
        candidates: None,
    },
];

impl Query {
    /// Returns a message for each value that no event has. `is_empty` tells that the query finds nothing within
    /// `scope`, which is that of the connection and stays so; if it finds events, only one of several values in a
    /// list can be unknown.
    pub(crate) fn explain(
        &self,
        connection: &Connection,
        scope: &Scope,
        is_empty: bool,
    ) -> Result<Vec<String>> {
        let doubtful: Vec<_> = SELECTORS
            .iter()
            .map(|selector| (selector, (selector.values)(self)))
            .filter(|(_, values)| values.len() > usize::from(!is_empty))
            .flat_map(|(selector, values)| values.iter().map(move |value| (selector, value)))
            .collect();
        if doubtful.is_empty() {
            return Ok(Vec::new());
        }
        let searched = scope.searched(connection)?;
        let events =
            if searched == Scope::default() { "no event" } else { "no event of this time" };
        searched.replace(connection)?;
        let mut unknown = Vec::new();
        for (selector, value) in doubtful {
            if (selector.of_one)(value.clone()).finds_any(connection)? {
                continue;
            }
            let nearest = match selector.candidates {
                Some(candidates) => nearest(connection, candidates, value)?,
                None => String::new(),
            };
            unknown.push(format!("{events} {} '{}'{nearest}", selector.words, visible(value)));
        }
        scope.replace(connection)?;
        Ok(unknown)
    }

    /// Returns true if an event in the scope of the connection matches.
    fn finds_any(&self, connection: &Connection) -> Result<bool> {
        let Some(condition) = self.condition() else { return Ok(true) };
        let source = self.source();
        let sql = format!(
            "SELECT count(*) > 0 FROM (SELECT 1 FROM {source} WHERE {condition} LIMIT 1) AS first"
        );
        Ok(connection.query_row(&sql, [], |row| row.get(0))?)
    }
}

/// Returns a question in brackets with the name of a resource that is most like this one, or nothing.
pub(crate) fn nearest_resource(connection: &Connection, resource: &str) -> Result<String> {
    nearest(connection, RESOURCE_NAMES, resource)
}

fn nearest(connection: &Connection, candidates: &str, value: &str) -> Result<String> {
    let candidates = candidates.replace("wanted_name", &quote(value));
    let nearest = nearest_of(connection, &candidates, value)?;
    Ok(nearest.map(|it| format!(" (did you mean '{}'?)", visible(&it))).unwrap_or_default())
}
