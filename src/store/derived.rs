//! The columns of `events` that are computed from its other columns by the rules in
//! `sql/macros.sql`: at the insert, and again for all events when a rule changes.
//!
//! Only values that make queries cheaper are stored. The view `activity` computes all others.

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::trail::column::COLUMNS;

/// A column that SQL computes.
#[derive(Debug)]
pub(crate) struct Derived {
    /// The name of the column.
    pub(crate) name: &'static str,
    /// Computes the value from the columns of one event. That of the first column is never NULL.
    pub(crate) expression: &'static str,
    /// The comment on the column in the database.
    pub(crate) comment: &'static str,
}

/// The derived columns, in the order of the table, where they follow [`COLUMNS`].
pub(crate) const DERIVED: &[Derived] = &[
    Derived {
        name: "outcome",
        expression: "outcome_of(error_code, error_message, sign_in_failed, response_elements, additional_event_data, service_event_details)",
        comment: "success, denied or failed: the worst of what error_code, error_message and the results in response_elements, additional_event_data and service_event_details say. An error_code can be an HTTP status, such as 200.",
    },
    Derived {
        name: "event_id_start",
        expression: "event_id_start_of(event_id)",
        comment: "The first five hexadecimal digits of event_id as a number, 0 if there are none: look-ups by ID filter on it first, because IDs are slow to read.",
    },
    Derived {
        name: "issued_access_key_id",
        expression: "issued_access_key_id_of(response_elements)",
        comment: "The access key that the call issued, as AssumeRole and CreateAccessKey do (responseElements, credentials or accessKey): calls made with it have it as identity_access_key_id.",
    },
    Derived {
        name: "omitted_parts",
        expression: "omitted_parts_of(request_parameters, response_elements, additional_event_data, service_event_details)",
        comment: "The parts that CloudTrail left out because the record was too large, by its own names: requestParameters, responseElements, additionalEventData, serviceEventDetails.",
    },
];

/// Returns the statement that inserts the rows of `source`, which has all of [`COLUMNS`] and
/// `action_id` and `shape_id`.
pub(crate) fn insert(source: &str) -> String {
    let logged: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let derived: Vec<_> = DERIVED.iter().map(|column| column.name).collect();
    let expressions: Vec<_> = DERIVED.iter().map(|column| column.expression).collect();
    let logged = logged.join(", ");
    format!(
        "INSERT INTO events ({logged}, action_id, shape_id, {}) SELECT {logged}, action_id, shape_id, {} FROM {source}",
        derived.join(", "),
        expressions.join(", ")
    )
}

/// Returns the statement that updates derived columns whose values differ from what the rules give.
pub(crate) fn renew() -> String {
    let differs: Vec<_> = DERIVED
        .iter()
        .map(|it| format!("{} IS DISTINCT FROM {}", it.name, it.expression))
        .collect();
    update(&differs.join(" OR "))
}

/// Computes the derived columns of events that were inserted without them.
pub(crate) fn complete(connection: &Connection) -> Result<()> {
    let sql = update(&format!("{} IS NULL", DERIVED[0].name));
    connection.execute_batch(&sql).context("cannot compute the derived columns of events")
}

fn update(condition: &str) -> String {
    let sets: Vec<_> =
        DERIVED.iter().map(|it| format!("{} = {}", it.name, it.expression)).collect();
    format!("UPDATE events SET {} WHERE {condition}", sets.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::store::{Connection, migrate, views};

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        views::install(&connection).unwrap();
        connection
    }

    #[test]
    fn only_omitted_parts_are_listed() {
        let connection = database();
        let omitted = r#"{"omitted" : true,"originalSize":109000,"reason":"too large"}"#;
        for (parts, found) in [
            ([Some(omitted), None, None, None], Some("requestParameters")),
            ([None, Some(r#"{"omitted":"TRUE"}"#), None, None], Some("responseElements")),
            (
                [Some("{}"), Some(omitted), None, Some(omitted)],
                Some("responseElements, serviceEventDetails"),
            ),
            ([None, None, Some(omitted), None], Some("additionalEventData")),
            // The word as false or null, in a value, nested, and in another name.
            ([Some(r#"{"omitted":false}"#), Some(r#"{"omitted":null}"#), None, None], None),
            ([Some(r#"{"a":"omitted"}"#), Some(r#"{"a":{"omitted":true}}"#), None, None], None),
            ([Some(r#"{"unomitted":true}"#), Some(r#""omitted""#), Some("true"), None], None),
            ([None; 4], None),
        ] {
            let sql = "SELECT omitted_parts_of(?::JSON, ?::JSON, ?::JSON, ?::JSON)";
            let got: Option<String> = connection.query_row(sql, parts, |row| row.get(0)).unwrap();
            assert_eq!(got.as_deref(), found, "{parts:?}");
        }
    }

    #[test]
    fn only_a_key_that_the_call_issued_is_found() {
        let connection = database();
        for (response, key) in [
            (r#"{"credentials": {"accessKeyId" : "ASIA1", "expiration": "…"}}"#, Some("ASIA1")),
            (r#"{"accessKey":{"userName":"a","accessKeyId":"AKIA1"}}"#, Some("AKIA1")),
            (r#"{"credentials":null,"accessKey":{"accessKeyId":"AKIA2"}}"#, Some("AKIA2")),
            // Keys that the call did not issue, and responses of a similar form.
            (r#"{"accessKeyId":"AKIA3"}"#, None),
            (r#"{"accessKeyMetadata":[{"accessKeyId":"AKIA4"}]}"#, None),
            (r#"{"credentials":{"accessKeyId":""}}"#, None),
            (r#"{"credentials":{"accessKeyId":null}}"#, None),
            (r#""\"accessKeyId\"""#, None),
            ("null", None),
        ] {
            let sql = "SELECT issued_access_key_id_of(?::JSON)";
            let found: Option<String> =
                connection.query_row(sql, [response], |row| row.get(0)).unwrap();
            assert_eq!(found.as_deref(), key, "{response}");
        }
    }
}
