//! The columns of `events` that are made of its other columns, by the rules in `sql/macros.sql`: at
//! the insert, and again for all events when a rule is new.
//!
//! Only what makes the scan of a question cheaper is kept so. All else is derived in `activity`.

use anyhow::{Context, Result};
use duckdb::Connection;

use crate::trail::column::COLUMNS;

/// A column that SQL makes.
#[derive(Debug)]
pub(crate) struct Derived {
    /// The name in the database.
    pub(crate) name: &'static str,
    /// What makes it of the columns of one event; never NULL in the first of them.
    pub(crate) expression: &'static str,
    /// What it means: the comment in the database.
    pub(crate) comment: &'static str,
}

/// All of them, in the order of the table, behind [`COLUMNS`].
pub(crate) const DERIVED: &[Derived] = &[
    Derived {
        name: "outcome",
        expression: "outcome_of(error_code, error_message, sign_in_failed)",
        comment: "success, denied or failed: by error code, error message, and the answers of the sign-in service.",
    },
    Derived {
        name: "event_id_start",
        expression: "event_id_start_of(event_id)",
        comment: "The first five hexadecimal digits of event_id as a number, 0 where there are none: an event is looked up by it first, as IDs take long to read.",
    },
    Derived {
        name: "issued_access_key_id",
        expression: "issued_access_key_id_of(response_elements)",
        comment: "The access key that the call issued, as AssumeRole and CreateAccessKey do (responseElements, credentials or accessKey): what was done with it has this identity_access_key_id.",
    },
    Derived {
        name: "omitted_parts",
        expression: "omitted_parts_of(request_parameters, response_elements, additional_event_data, service_event_details)",
        comment: "What CloudTrail left out of the record as it was too large, by its own names: requestParameters, responseElements, additionalEventData, serviceEventDetails.",
    },
];

/// The statement that inserts what `source`, a FROM with all of [`COLUMNS`] and `action_id`, gives.
pub(crate) fn insert(source: &str) -> String {
    let logged: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let made: Vec<_> = DERIVED.iter().map(|column| column.name).collect();
    let expressions: Vec<_> = DERIVED.iter().map(|column| column.expression).collect();
    let logged = logged.join(", ");
    format!(
        "INSERT INTO events ({logged}, action_id, {}) SELECT {logged}, action_id, {} FROM {source}",
        made.join(", "),
        expressions.join(", ")
    )
}

/// The statement that makes them again where they are not what the rules say.
pub(crate) fn renew() -> String {
    let differs: Vec<_> = DERIVED
        .iter()
        .map(|it| format!("{} IS DISTINCT FROM {}", it.name, it.expression))
        .collect();
    update(&differs.join(" OR "))
}

/// Makes them for events that were added without.
pub(crate) fn complete(connection: &Connection) -> Result<()> {
    let sql = update(&format!("{} IS NULL", DERIVED[0].name));
    connection.execute_batch(&sql).context("cannot complete the events")
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
    fn the_parts_that_are_left_out_are_found_and_no_others() {
        let connection = database();
        let left_out = r#"{"omitted" : true,"originalSize":109000,"reason":"too large"}"#;
        for (parts, found) in [
            ([Some(left_out), None, None, None], Some("requestParameters")),
            ([None, Some(r#"{"omitted":"TRUE"}"#), None, None], Some("responseElements")),
            (
                [Some("{}"), Some(left_out), None, Some(left_out)],
                Some("responseElements, serviceEventDetails"),
            ),
            ([None, None, Some(left_out), None], Some("additionalEventData")),
            // A part that is there, the word in a value, in depth, and in another name.
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
    fn the_key_that_a_call_issued_is_found_and_no_other() {
        let connection = database();
        for (response, key) in [
            (r#"{"credentials": {"accessKeyId" : "ASIA1", "expiration": "…"}}"#, Some("ASIA1")),
            (r#"{"accessKey":{"userName":"a","accessKeyId":"AKIA1"}}"#, Some("AKIA1")),
            (r#"{"credentials":null,"accessKey":{"accessKeyId":"AKIA2"}}"#, Some("AKIA2")),
            // Names of keys that no call issued, and answers that only look alike.
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
