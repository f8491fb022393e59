//! The columns of `event_rows` and `callers` that are computed from other columns by the rules in
//! `sql/macros.sql`: at the insert, and again for all rows when a rule changes.
//!
//! Only values that make queries cheaper are stored. The view `activity` computes all others.

use crate::{store::events_view::UUIDS, trail::column::COLUMNS};

/// A column that SQL computes.
#[derive(Debug)]
pub(crate) struct Derived {
    /// The name of the column.
    pub(crate) name: &'static str,
    /// Computes the value from the columns of one row.
    pub(crate) expression: &'static str,
    /// The comment on the column in the database.
    pub(crate) comment: &'static str,
}

/// The columns of `event_rows` that SQL computes, in the order of the table.
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

/// The columns of `callers` that SQL computes, in the order of the table, where they are the last.
const OF_CALLERS: &[Derived] = &[
    Derived {
        name: "actor",
        expression: "actor_of(identity_type, identity_user_name, identity_principal_id, identity_arn, identity_account_id, identity_invoked_by, issuer_user_name, on_behalf_of_user_id)",
        comment: "As in activity.",
    },
    Derived {
        name: "actor_arn",
        expression: "actor_arn_of(identity_type, identity_arn, issuer_arn)",
        comment: "As in activity.",
    },
    Derived {
        name: "actor_class",
        expression: "actor_class_of(identity_type, identity_invoked_by, identity_arn, identity_account_id, event_type)",
        comment: "As in activity.",
    },
];

/// Returns the columns of `callers` that SQL computes, each after a comma.
pub(crate) fn columns_of_callers() -> String {
    let columns: Vec<_> = of_callers().map(|(name, _)| format!(", callers.{name}")).collect();
    columns.concat()
}

/// Returns the statement that inserts the rows of `source`, which has the columns of the import's scan.
pub(crate) fn insert(source: &str) -> String {
    let logged = COLUMNS.iter().filter(|it| !it.is_of_caller()).map(|it| it.name.to_owned());
    let uuids = UUIDS.iter().map(|name| format!("{name}_uuid"));
    let ids = ["action_id", "shape_id", "caller_id"].map(str::to_owned);
    let columns: Vec<_> = logged.chain(uuids).chain(ids).collect();
    insert_into("event_rows", &columns.join(", "), DERIVED, source)
}

/// Returns the statement that inserts the rows of `source`, which has the columns of `callers` except
/// those that SQL computes.
pub(crate) fn insert_callers(source: &str) -> String {
    let logged = COLUMNS.iter().filter(|it| it.is_of_caller()).map(|it| it.name);
    let columns: Vec<_> = ["id", "event_type"].into_iter().chain(logged).collect();
    insert_into("callers", &columns.join(", "), OF_CALLERS, source)
}

fn insert_into(table: &str, columns: &str, derived: &[Derived], source: &str) -> String {
    let names: Vec<_> = derived.iter().map(|it| it.name).collect();
    let expressions: Vec<_> = derived.iter().map(|it| it.expression).collect();
    format!(
        "INSERT INTO {table} ({columns}, {}) SELECT {columns}, {} FROM {source}",
        names.join(", "),
        expressions.join(", ")
    )
}

/// Returns the statements that update derived columns whose values differ from what the rules give.
pub(crate) fn renew() -> String {
    format!("{};\n{};\n", renew_table("event_rows", DERIVED), renew_table("callers", OF_CALLERS))
}

fn renew_table(table: &str, derived: &[Derived]) -> String {
    let sets: Vec<_> =
        derived.iter().map(|it| format!("{} = {}", it.name, it.expression)).collect();
    let differs: Vec<_> = derived
        .iter()
        .map(|it| format!("{} IS DISTINCT FROM {}", it.name, it.expression))
        .collect();
    format!("UPDATE {table} SET {} WHERE {}", sets.join(", "), differs.join(" OR "))
}

/// Returns the names of the derived columns of `callers`, and their comments.
pub(crate) fn of_callers() -> impl Iterator<Item = (&'static str, &'static str)> {
    OF_CALLERS.iter().map(|column| (column.name, column.comment))
}

#[cfg(test)]
mod tests {
    use crate::store::{Connection, migrate, views};

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate::apply(&mut connection).unwrap();
        views::update(&connection).unwrap();
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
