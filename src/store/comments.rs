//! The comments on the tables and views of events.

use crate::{
    store::{
        derived::{self, DERIVED},
        literal::quote,
    },
    trail::column::{COLUMNS, Column, EVENT_TYPE},
};

/// The columns of `event_rows` that are neither logged nor derived and that `events` has, too, and their
/// comments.
const IDS: [(&str, &str); 2] = [
    (
        "action_id",
        "The row of actions with what the rules give for event_source and event_name: actions.id.",
    ),
    (
        "shape_id",
        "The row of shapes with the members of the record in their order: shapes.id; NULL for events that a version without shapes imported.",
    ),
];

const EVENTS_COMMENT: &str = "COMMENT ON VIEW events IS 'One row per distinct CloudTrail event. Query the view activity: it has these columns and derived ones. To delete or update events, change the tables event_rows and callers, of which this is a view.';\n";

const ACTIVITY_COMMENTS: &str = include_str!("../../sql/activity_comments.sql");

/// Returns the comments on the views `events` and `activity` and their columns.
pub(crate) fn on_views() -> String {
    let logged = || COLUMNS.iter().map(|column| (column.name, column.comment));
    let derived = || DERIVED.iter().map(|column| (column.name, column.comment));
    [EVENTS_COMMENT, ACTIVITY_COMMENTS].concat()
        + &on_columns("events", logged().chain(derived()).chain(IDS))
        + &on_columns("activity", logged().chain(derived()))
}

/// Returns the comments on the columns of the tables of events and callers.
pub(crate) fn on_tables() -> String {
    let (of_callers, of_rows): (Vec<_>, Vec<_>) =
        COLUMNS.iter().partition(|column| column.is_of_caller());
    let logged = |columns: Vec<&'static Column>| {
        columns.into_iter().map(|column| (column.name, column.comment))
    };
    let derived = DERIVED.iter().map(|column| (column.name, column.comment));
    let of_callers = of_callers.into_iter().chain([&COLUMNS[EVENT_TYPE]]).collect();
    on_columns("event_rows", logged(of_rows).chain(derived).chain(IDS))
        + &on_columns("callers", logged(of_callers).chain(derived::of_callers()))
}

fn on_columns<'a>(table: &str, columns: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    columns.map(|(name, comment)| on_column(table, name, comment)).collect()
}

/// Returns the statement that comments on a column.
pub(crate) fn on_column(table: &str, column: &str, text: &str) -> String {
    format!("COMMENT ON COLUMN {table}.{column} IS {};\n", quote(text))
}
