//! The conversion of a record to a row, and of a row back to the record.
//!
//! Both directions are in one module because they must stay inverse: a value that its column cannot
//! give back exactly also goes to `extra`.

use std::borrow::Cow;

pub use crate::trail::column_set::ColumnSet;
use crate::trail::{
    column::{COLUMNS, ColumnKind, EXTRA, SIGN_IN_FAILED},
    members::{self, Member},
    path_tree::{PathNode, TREE},
    row::{Cell, Row},
    shape, time,
};

/// Converts the members of a record to a row with the given columns. A value of an unexpected type
/// goes to `extra`, so no member is lost.
pub fn to_row<'a>(members: &[Member<'a>], columns: &ColumnSet) -> Row<'a> {
    let mut row = Row::empty();
    let mut extra = ObjectText::default();
    let root = TREE.root();
    let position = |member: &Member<'_>| root.position(member.name.as_bytes());
    let positions: Vec<_> = members.iter().map(position).collect();
    let mut counts = [0_u32; COLUMNS.len()];
    for position in positions.iter().flatten() {
        counts[usize::from(*position)] += 1;
    }
    let mut left = counts;
    for (member, position) in members.iter().zip(positions) {
        let is_exact = position.is_some_and(|position| {
            let at = usize::from(position);
            left[at] -= 1;
            // The columns get the last value of a repeated name, and `extra` gets all of them.
            let node = TREE.node(root.child(position).node);
            left[at] == 0 && fill_columns(node, member.value, *columns, &mut row) && counts[at] == 1
        });
        if columns.contains(EXTRA) && !is_exact {
            extra.push(&quote(&member.name), member.value);
        }
    }
    if !extra.0.is_empty() {
        row.set(EXTRA, Cell::Text(Cow::Owned(extra.finish())));
    }
    if columns.contains(SIGN_IN_FAILED) {
        row.set(SIGN_IN_FAILED, sign_in_failed(members));
    }
    row
}

/// Returns true if the response to a sign-in is a failure, or NULL for other events. Most failed
/// sign-ins have no error code. The response is `{"ConsoleLogin":"Failure"}`, or
/// `{"CredentialVerification":"Failure"}` in the service event details of IAM Identity Center.
///
/// Source: AWS's "AWS Management Console sign-in events" and "IAM Identity Center" pages.
fn sign_in_failed(members: &[Member<'_>]) -> Cell<'static> {
    let is_sign_in = |member: &Member<'_>| {
        let text = member.value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        member.name == "eventSource" && text == Some(SIGN_IN_SOURCE)
    };
    if !members.iter().any(is_sign_in) {
        return Cell::Null;
    }
    Cell::Bool(members.iter().any(|member| {
        SIGN_IN_RESPONSES.contains(&member.name.as_ref())
            && is_failed_response(member.value.as_bytes())
    }))
}

/// The source of sign-ins.
pub(crate) const SIGN_IN_SOURCE: &str = "signin.amazonaws.com";

/// The members that have the response to a sign-in.
pub(crate) const SIGN_IN_RESPONSES: [&str; 2] = ["responseElements", "serviceEventDetails"];

/// Returns true if the response to a sign-in is a failure.
pub(crate) fn is_failed_response(value: &[u8]) -> bool {
    memchr::memmem::find(value, b"\"Failure\"").is_some()
}

/// Reconstructs the record of a row from its shape: the same members in the same order, each with the
/// exact text of its value, without white space around the members.
///
/// An event that an earlier version imported has no shape. Then the members with columns come first, in
/// the order of the table, and members that were `null` are missing.
pub fn from_row(row: &Row<'_>, shape: Option<&str>) -> String {
    let extra = row.text(EXTRA).map(members::split).and_then(Result::ok).unwrap_or_default();
    match shape.and_then(shape::names) {
        Some(names) => in_logged_order(row, &extra, &names),
        None => in_column_order(row, &extra),
    }
}

fn in_logged_order(row: &Row<'_>, extra: &[Member<'_>], names: &[&str]) -> String {
    let mut object = ObjectText::default();
    // `extra` has some of the members, in the same order, and all members that share their name with
    // one of these.
    let mut extra = extra.iter().peekable();
    for written in names {
        let name = members::unescape(written).unwrap_or_default();
        if let Some(member) = extra.next_if(|member| member.name == name) {
            object.push(written, member.value);
            continue;
        }
        let child = TREE.root().position(name.as_bytes()).map(|at| TREE.root().child(at).node);
        let column = child.and_then(|node| TREE.node(node).column);
        let value = column.map(|(index, kind)| json_text(kind, row.cell(usize::from(index))));
        object.push(written, value.as_deref().unwrap_or("null"));
    }
    object.finish()
}

fn in_column_order(row: &Row<'_>, extra: &[Member<'_>]) -> String {
    let mut object = ObjectText::default();
    for (column, (kind, cell)) in COLUMNS.iter().zip(row.iter()) {
        let [name] = column.path else { continue };
        if cell.is_null() || extra.iter().any(|member| member.name == *name) {
            continue;
        }
        object.push(&quote(name), &json_text(kind, cell));
    }
    for member in extra {
        object.push(&quote(&member.name), member.value);
    }
    object.finish()
}

/// Returns the JSON text of a column's value.
fn json_text<'a>(kind: ColumnKind, cell: &'a Cell<'_>) -> Cow<'a, str> {
    match (kind, cell) {
        (_, Cell::Null) => Cow::Borrowed("null"),
        (ColumnKind::Json, Cell::Text(text)) => Cow::Borrowed(text),
        (_, Cell::Text(text)) => Cow::Owned(quote(text)),
        (ColumnKind::BoolText, Cell::Bool(value)) => Cow::Owned(format!("\"{value}\"")),
        (_, Cell::Bool(value)) => Cow::Owned(value.to_string()),
        (_, Cell::Time(micros)) => Cow::Owned(quote(&time::render(*micros))),
    }
}

/// Returns `text` as a JSON string.
fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Sets the columns of `node` and its descendants from a value. Returns true if the column of `node`
/// holds the value exactly.
fn fill_columns<'a>(
    node: &PathNode,
    value: &'a str,
    columns: ColumnSet,
    row: &mut Row<'a>,
) -> bool {
    let mut is_exact = true;
    if let Some((index, kind)) = node.column
        && (columns.contains(usize::from(index)) || columns.contains(EXTRA))
    {
        let (cell, is_exact_cell) = read(kind, value);
        row.set(usize::from(index), cell);
        is_exact = is_exact_cell;
    }
    if value.starts_with('{') && node.below.intersects(columns) {
        // The value was validated as part of the record, so this cannot fail.
        for member in members::split(value).unwrap_or_default() {
            if let Some(position) = node.position(member.name.as_bytes()) {
                fill_columns(TREE.node(node.child(position).node), member.value, columns, row);
            }
        }
    }
    is_exact
}

/// Converts a JSON value to a column's kind. The flag is true if the cell holds the value exactly.
pub(crate) fn read(kind: ColumnKind, value: &str) -> (Cell<'_>, bool) {
    if value == "null" {
        return (Cell::Null, true);
    }
    match kind {
        ColumnKind::Json => (Cell::Text(Cow::Borrowed(value)), true),
        ColumnKind::Text => read_text(value),
        ColumnKind::Bool | ColumnKind::BoolText => read_bool(kind, value),
        ColumnKind::Time => read_time(value),
    }
}

fn read_text(value: &str) -> (Cell<'_>, bool) {
    match value.as_bytes() {
        // An empty string becomes NULL, so that IS NULL finds every missing value.
        b"\"\"" | [b'{' | b'[', ..] => (Cell::Null, false),
        [b'"', ..] => match members::unescape(value) {
            Some(Cow::Borrowed(text)) => (Cell::Text(Cow::Borrowed(text)), true),
            // Many escapes can stand for one character, such as `/`, `\/` and `\u002f`.
            Some(Cow::Owned(text)) => {
                let is_exact = quote(&text) == value;
                (Cell::Text(Cow::Owned(text)), is_exact)
            }
            None => (Cell::Null, false),
        },
        _ => (Cell::Text(Cow::Borrowed(value)), false),
    }
}

fn read_bool(kind: ColumnKind, value: &str) -> (Cell<'_>, bool) {
    let is_quoted = value.starts_with('"');
    let word = value.trim_matches('"');
    let is_exact = is_quoted == (kind == ColumnKind::BoolText);
    match word {
        "true" => (Cell::Bool(true), is_exact),
        "false" => (Cell::Bool(false), is_exact),
        _ if word.eq_ignore_ascii_case("true") => (Cell::Bool(true), false),
        _ if word.eq_ignore_ascii_case("false") => (Cell::Bool(false), false),
        _ => (Cell::Null, false),
    }
}

fn read_time(value: &str) -> (Cell<'_>, bool) {
    let text = members::unescape(value);
    match text.as_deref().and_then(time::parse) {
        Some(micros) => (Cell::Time(micros), quote(&time::render(micros)) == value),
        None => (Cell::Null, false),
    }
}

/// A builder for the text of a JSON object.
#[derive(Default)]
struct ObjectText(String);

impl ObjectText {
    /// Adds a member. `name` has its quotes.
    fn push(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(name);
        self.0.push(':');
        self.0.push_str(value);
    }

    fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests;
