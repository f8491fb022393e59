//! What is wanted as a condition on `history`.

use crate::lookup::{
    Query,
    json_text::{has_member, holds},
    pattern::Pattern,
};
use crate::store::literal::{instant, quote};

/// Where a record can name what it is about. Who called is not among it: that is `--user`.
const NAMING: &[&str] = &[
    "resources",
    "request_parameters",
    "response_elements",
    "service_event_details",
    "additional_event_data",
    "error_message",
    "extra",
];

/// The names of a caller.
const USER: &[&str] = &[
    "user_name",
    "identity_user_name",
    "issuer_user_name",
    "actor",
    "actor_arn",
    "identity_arn",
    "identity_principal_id",
    "identity_invoked_by",
];

impl Query {
    /// Whether the condition names columns of `events` only.
    pub(super) fn asks_only_what_is_logged(&self) -> bool {
        self.names.is_empty()
            && self.users.is_empty()
            && self.sources.is_empty()
            && self.resource_types.is_empty()
            && self.read_only.is_empty()
    }

    /// The condition; `None` where nothing is asked.
    pub(super) fn condition(&self) -> Option<String> {
        let parts = [
            starts(&self.ids),
            any(&self.ids, |id| vec![id.is_exactly("event_id")]),
            any(&self.names, |name| ignoring_case(name, &["event_name", "action"])),
            any(&self.users, |user| ignoring_case(user, USER)),
            any(&self.sources, |source| ignoring_case(source, &["event_source", "service"])),
            any(&self.resources, named),
            any(&self.resource_types, of_type),
            any(&self.access_keys, |key| ignoring_case(key, &["identity_access_key_id"])),
            any(&self.ips, |ip| ignoring_case(ip, &["source_ip_address"])),
            any(&self.request_ids, |id| ignoring_case(id, &["request_id"])),
            any(&self.shared_event_ids, |id| ignoring_case(id, &["shared_event_id"])),
            any(&self.principals, |id| ignoring_case(id, &["identity_principal_id"])),
            one_of(
                self.session_starts
                    .iter()
                    .map(|micros| format!("session_creation_date = {}", instant(*micros))),
            ),
            one_of(self.read_only.iter().map(|reads| format!("is_read = {reads}"))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// What the events with these IDs have in a column that is read in no time; nothing where an ID is
/// not known whole. It spares the scan reading all IDs, which are random and so compress badly.
fn starts(ids: &[String]) -> Option<String> {
    let patterns: Vec<Pattern> = ids.iter().map(|id| Pattern::read(id)).collect();
    let texts: Option<Vec<&str>> = patterns.iter().map(Pattern::text).collect();
    texts.filter(|texts| !texts.is_empty()).map(|texts| starts_of(&texts))
}

/// The condition on `event_id_start` that events with these IDs fulfil.
pub(super) fn starts_of(ids: &[&str]) -> String {
    let starts: Vec<_> = ids.iter().map(|id| format!("event_id_start_of({})", quote(id))).collect();
    format!("event_id_start IN ({})", starts.join(", "))
}

fn any(values: &[String], alternatives: impl Fn(&Pattern) -> Vec<String>) -> Option<String> {
    one_of(values.iter().flat_map(|value| alternatives(&Pattern::read(value))))
}

fn one_of(alternatives: impl Iterator<Item = String>) -> Option<String> {
    let alternatives: Vec<String> = alternatives.collect();
    (!alternatives.is_empty()).then(|| format!("({})", alternatives.join(" OR ")))
}

fn ignoring_case(value: &Pattern, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| value.is(column)).collect()
}

fn named(name: &Pattern) -> Vec<String> {
    let texts = NAMING.iter().map(|column| holds(column, name));
    texts.chain([name.is_exactly("vpc_endpoint_id")]).collect()
}

fn of_type(kind: &Pattern) -> Vec<String> {
    vec![kind.is("resource_type"), has_member("resources", "type", kind)]
}
