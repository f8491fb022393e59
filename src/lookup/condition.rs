//! A query as an SQL condition on `history`.

use crate::lookup::Query;
use crate::store::{
    literal::{instant, quote},
    pattern::Pattern,
    scope::is_caller,
};

/// The columns in which a record can name a resource, each with the macro that finds a name in it. The caller
/// is not included: `--user` searches it.
const RESOURCE_COLUMNS: &[(&str, &str)] = &[
    ("names_resource", "resources"),
    ("names_resource", "request_parameters"),
    ("names_resource", "response_elements"),
    ("names_resource", "service_event_details"),
    ("names_resource", "additional_event_data"),
    ("message_names_resource", "error_message"),
    ("names_resource", "extra"),
];

impl Query {
    /// Returns the events of a database that the condition is for, for a FROM clause. A search of the table is
    /// faster than one of its joins.
    pub(super) fn source(&self) -> String {
        if self.needs_only_events() { "events".to_owned() } else { super::history() }
    }

    /// Returns true if the condition uses only columns of `events`.
    fn needs_only_events(&self) -> bool {
        self.names.is_empty()
            && self.users.is_empty()
            && self.sources.is_empty()
            && self.resource_types.is_empty()
            && self.read_only.is_empty()
    }

    /// Returns the condition, or `None` if the query is empty.
    pub(super) fn condition(&self) -> Option<String> {
        let parts = [
            start_of_any(&self.ids),
            any(&self.ids, |id| vec![id.is_exactly("event_id")]),
            any(&self.names, |name| ignoring_case(name, &["event_name", "action"])),
            (!self.users.is_empty()).then(|| is_caller(&self.users)),
            any(&self.sources, |source| ignoring_case(source, &["event_source", "service"])),
            any_of(self.resources.iter().flat_map(|name| names_resource(name))),
            any_of(self.resource_types.iter().flat_map(|kind| has_resource_type(kind))),
            any(&self.access_keys, |key| ignoring_case(key, &["identity_access_key_id"])),
            any(&self.request_ids, |id| ignoring_case(id, &["request_id"])),
            any(&self.shared_event_ids, |id| ignoring_case(id, &["shared_event_id"])),
            any(&self.principals, |id| ignoring_case(id, &["identity_principal_id"])),
            any_of(
                self.session_starts
                    .iter()
                    .map(|micros| format!("session_creation_date = {}", instant(*micros))),
            ),
            any_of(self.read_only.iter().map(|reads| format!("is_read = {reads}"))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// Returns a condition on `event_id_start` for these IDs, or `None` if an ID has a wildcard. It saves
/// the scan from reading all event IDs, which are random and compress badly.
fn start_of_any(ids: &[String]) -> Option<String> {
    let patterns: Vec<Pattern> = ids.iter().map(|id| Pattern::parse(id)).collect();
    let texts: Option<Vec<&str>> = patterns.iter().map(Pattern::text).collect();
    texts.filter(|texts| !texts.is_empty()).map(|texts| starts_of(&texts))
}

/// Returns the condition on `event_id_start` that events with these IDs meet.
pub(super) fn starts_of(ids: &[&str]) -> String {
    let starts: Vec<_> = ids.iter().map(|id| format!("event_id_start_of({})", quote(id))).collect();
    format!("event_id_start IN ({})", starts.join(", "))
}

fn any(values: &[String], alternatives: impl Fn(&Pattern) -> Vec<String>) -> Option<String> {
    any_of(values.iter().flat_map(|value| alternatives(&Pattern::parse(value))))
}

fn any_of(alternatives: impl Iterator<Item = String>) -> Option<String> {
    let alternatives: Vec<String> = alternatives.collect();
    (!alternatives.is_empty()).then(|| format!("({})", alternatives.join(" OR ")))
}

fn ignoring_case(value: &Pattern, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| value.is(column)).collect()
}

fn names_resource(name: &str) -> Vec<String> {
    let columns = RESOURCE_COLUMNS.iter();
    columns
        .map(|(names, column)| format!("{names}({column}, {})", quote(name)))
        .chain([
            format!(
                "names_resource_by_own_name(event_source, aws_region, recipient_account_id, request_parameters, {})",
                quote(name)
            ),
            Pattern::parse(name).is_exactly("vpc_endpoint_id"),
        ])
        .collect()
}

/// Returns conditions on the type that a record names, in every spelling that JSON allows, or that follows
/// from the name of the resource.
fn has_resource_type(kind: &str) -> Vec<String> {
    let logged = format!(
        r#"text_matches(resources::VARCHAR, '(?i)"type"\s*:\s*"' || spelled_name({}) || '"')"#,
        quote(kind)
    );
    vec![Pattern::parse(kind).is("resource_type"), logged]
}
