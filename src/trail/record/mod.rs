//! The conversion of a record to a row, and of a row back to the record.
//!
//! Both directions are in one module because they must stay inverse: a value that its column cannot
//! give back exactly also goes to `extra`.

use std::{borrow::Cow, sync::LazyLock};

use crate::trail::{
    column::{COLUMNS, ColumnKind, EXTRA, SIGN_IN_FAILED},
    members::{self, Member},
    row::{Cell, Row},
    shape, time,
};

/// A set of columns, by position in [`COLUMNS`].
#[derive(Clone, Debug)]
pub struct ColumnSet([bool; COLUMNS.len()]);

impl ColumnSet {
    /// Returns the set of all columns.
    pub fn all() -> Self {
        Self([true; COLUMNS.len()])
    }

    /// Returns the set of the columns at `indexes`. Positions outside [`COLUMNS`] are ignored.
    pub(crate) fn only(indexes: impl IntoIterator<Item = usize>) -> Self {
        let mut columns = [false; COLUMNS.len()];
        for index in indexes {
            if let Some(entry) = columns.get_mut(index) {
                *entry = true;
            }
        }
        Self(columns)
    }

    fn contains(&self, index: usize) -> bool {
        self.0[index]
    }
}

/// Converts the members of a record to a row with the given columns. A value of an unexpected type
/// goes to `extra`, so no member is lost.
pub fn to_row<'a>(members: &[Member<'a>], columns: &ColumnSet) -> Row<'a> {
    let mut row = Row::empty();
    let mut extra = ObjectText::default();
    let positions: Vec<_> = members.iter().map(|member| TREE.position(&member.name)).collect();
    let mut counts = [0_u32; COLUMNS.len()];
    for position in positions.iter().flatten() {
        counts[*position] += 1;
    }
    let mut left = counts;
    for (member, position) in members.iter().zip(positions) {
        let is_exact = position.is_some_and(|position| {
            left[position] -= 1;
            // The columns get the last value of a repeated name, and `extra` gets all of them.
            let node = &TREE.children[position].1;
            left[position] == 0
                && fill_columns(node, member.value, columns, &mut row)
                && counts[position] == 1
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
        member.name == "eventSource" && member.value == "\"signin.amazonaws.com\""
    };
    if !members.iter().any(is_sign_in) {
        return Cell::Null;
    }
    let responses = ["responseElements", "serviceEventDetails"];
    Cell::Bool(members.iter().any(|member| {
        responses.contains(&member.name.as_ref()) && member.value.contains("\"Failure\"")
    }))
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
        let column = TREE.position(&name).and_then(|at| TREE.children[at].1.column);
        let value = column.map(|index| json_text(COLUMNS[index].kind, row.cell(index)));
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
fn fill_columns<'a>(node: &Node, value: &'a str, columns: &ColumnSet, row: &mut Row<'a>) -> bool {
    let mut is_exact = true;
    if let Some(index) = node.column
        && (columns.contains(index) || columns.contains(EXTRA))
    {
        let (cell, is_exact_cell) = read(COLUMNS[index].kind, value);
        row.set(index, cell);
        is_exact = is_exact_cell;
    }
    if !node.children.is_empty() && value.starts_with('{') && node.has_any_below(columns) {
        // The value was validated as part of the record, so this cannot fail.
        for member in members::split(value).unwrap_or_default() {
            if let Some(position) = node.position(&member.name) {
                fill_columns(&node.children[position].1, member.value, columns, row);
            }
        }
    }
    is_exact
}

/// Converts a JSON value to a column's kind. The flag is true if the cell holds the value exactly.
fn read(kind: ColumnKind, value: &str) -> (Cell<'_>, bool) {
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

/// The paths of all columns as a tree, so that one traversal of a record fills all columns.
static TREE: LazyLock<Node> = LazyLock::new(|| {
    let mut root = Node::default();
    for (index, column) in COLUMNS.iter().enumerate().filter(|(_, column)| !column.path.is_empty())
    {
        root.insert(column.path, index);
    }
    root
});

/// A member name on the path of a column.
#[derive(Debug, Default)]
struct Node {
    /// The column whose path ends here.
    column: Option<usize>,
    /// The columns whose paths continue below.
    below: Vec<usize>,
    children: Vec<(&'static str, Node)>,
    /// The children by the length of their names in bytes. Every name of every record is looked up
    /// here, and few children have names of the same length.
    by_length: Vec<Vec<usize>>,
}

impl Node {
    fn insert(&mut self, path: &[&'static str], index: usize) {
        let Some((first, rest)) = path.split_first() else {
            self.column = Some(index);
            return;
        };
        self.below.push(index);
        let position =
            self.children.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
                self.by_length.resize_with(self.by_length.len().max(first.len() + 1), Vec::new);
                self.by_length[first.len()].push(self.children.len());
                self.children.push((first, Self::default()));
                self.children.len() - 1
            });
        self.children[position].1.insert(rest, index);
    }

    fn position(&self, name: &str) -> Option<usize> {
        let candidates = self.by_length.get(name.len())?;
        candidates.iter().copied().find(|at| self.children[*at].0 == name)
    }

    fn has_any_below(&self, columns: &ColumnSet) -> bool {
        self.below.iter().any(|index| columns.contains(*index))
    }
}

#[cfg(test)]
mod tests;
