//! The view `events`: the columns of `event_rows` and, of its caller, those of `callers`.
//!
//! Its columns and their order are those of the table `events` that it replaced.

use crate::{
    store::derived,
    trail::column::{COLUMNS, Column},
};

/// The columns of `events` that are not logged, in their order.
const OTHERS: [&str; 6] =
    ["outcome", "event_id_start", "action_id", "issued_access_key_id", "omitted_parts", "shape_id"];

/// The columns that `event_rows` has twice: as a UUID, and as text for values that are none.
pub(crate) const UUIDS: [&str; 2] = ["request_id", "shared_event_id"];

/// A regular expression for UUIDs as DuckDB writes them.
const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/// Returns `table`, for a FROM clause, with the columns of [`UUIDS`] split into UUIDs and other texts, as
/// in `event_rows`. For few rows only: the scan of an import splits them much faster.
pub(crate) fn with_uuids(table: &str) -> String {
    let is_uuid = |name| format!("regexp_full_match({name}, '{UUID}')");
    let texts = UUIDS
        .map(|name| format!("CASE WHEN {} THEN NULL ELSE {name} END AS {name}", is_uuid(name)));
    let uuids = UUIDS
        .map(|name| format!("CASE WHEN {} THEN {name}::UUID END AS {name}_uuid", is_uuid(name)));
    format!("(SELECT * REPLACE ({}), {} FROM {table}) AS split", texts.join(", "), uuids.join(", "))
}

/// Returns the statement that installs the view.
pub(crate) fn create() -> String {
    format!("CREATE OR REPLACE VIEW events AS {}", select(""))
}

/// Returns the statement that installs the table macro `events_between`: the events of a range of times, of which
/// NULL is no limit, with the columns of the view and those that are derived of callers. A report reads with it
/// what it needs beyond its scope.
pub(crate) fn create_between() -> String {
    format!(
        "CREATE OR REPLACE MACRO events_between(start_time, end_time) AS TABLE {}
        WHERE (start_time IS NULL OR event_time >= start_time) AND (end_time IS NULL OR event_time < end_time)",
        select(&derived::columns_of_callers())
    )
}

/// Returns the query of the view with more columns, a list in which each follows a comma.
pub(crate) fn select(more: &str) -> String {
    let logged = COLUMNS.iter().map(expression);
    let others = OTHERS.iter().map(|name| format!("event_rows.{name}"));
    let columns: Vec<String> = logged.chain(others).collect();
    format!(
        "SELECT {}{more} FROM event_rows JOIN callers ON callers.id = event_rows.caller_id",
        columns.join(", ")
    )
}

fn expression(column: &Column) -> String {
    let name = column.name;
    let value = value(column);
    if UUIDS.contains(&name) { format!("{value} AS {name}") } else { value }
}

/// Returns the value of a column of the view, of `event_rows` joined with `callers`.
pub(crate) fn value(column: &Column) -> String {
    let name = column.name;
    if column.is_of_caller() {
        format!("callers.{name}")
    } else if UUIDS.contains(&name) {
        format!("coalesce(event_rows.{name}, event_rows.{name}_uuid::VARCHAR)")
    } else {
        format!("event_rows.{name}")
    }
}
