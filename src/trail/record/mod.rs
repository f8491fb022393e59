//! A record's members as the values of the columns, and a row as the record again.
//!
//! The two directions stand together because each is the proof of the other: whatever a column
//! cannot give back exactly goes to `extra` as well.

use std::{borrow::Cow, sync::LazyLock};

use crate::trail::{
    column::{COLUMNS, ColumnKind, EXTRA, SIGN_IN_FAILED},
    members::{self, Member},
    row::{Cell, Row},
    time,
};

/// Which columns a caller needs, by position in [`COLUMNS`].
#[derive(Clone, Debug)]
pub struct ColumnSet([bool; COLUMNS.len()]);

impl ColumnSet {
    /// Every column.
    pub fn all() -> Self {
        Self([true; COLUMNS.len()])
    }

    /// The columns at these positions; others, as `file`, are passed over.
    pub(crate) fn only(indexes: impl IntoIterator<Item = usize>) -> Self {
        let mut wanted = [false; COLUMNS.len()];
        for index in indexes {
            if let Some(entry) = wanted.get_mut(index) {
                *entry = true;
            }
        }
        Self(wanted)
    }
}

/// Makes a record's members a row. Nothing of the record is refused: an odd value goes to `extra`.
pub fn to_row<'a>(members: &[Member<'a>], wanted: &ColumnSet) -> Row<'a> {
    let mut row = Row::empty();
    let mut extra = ObjectText::default();
    let positions: Vec<_> = members.iter().map(|member| TREE.position(&member.name)).collect();
    let mut seen = [0_u32; COLUMNS.len()];
    for position in positions.iter().flatten() {
        seen[*position] += 1;
    }
    for (member, position) in members.iter().zip(positions) {
        let survives = position.is_some_and(|position| {
            // Of a repeated name the last value counts, and all of them are kept.
            let node = &TREE.children[position].1;
            place(node, member.value, wanted, &mut row) && seen[position] == 1
        });
        if wanted.0[EXTRA] && !survives {
            extra.push(&member.name, member.value);
        }
    }
    if !extra.0.is_empty() {
        row.set(EXTRA, Cell::Text(Cow::Owned(extra.finish())));
    }
    if wanted.0[SIGN_IN_FAILED] {
        row.set(SIGN_IN_FAILED, sign_in_failed(members));
    }
    row
}

/// Whether a sign-in failed, by its answer: `{"ConsoleLogin":"Failure"}`, and for IAM Identity Center
/// `{"CredentialVerification":"Failure"}` among the details. Most have no error code.
///
/// Source: AWS's "AWS Management Console sign-in events" and "IAM Identity Center" pages.
fn sign_in_failed(members: &[Member<'_>]) -> Cell<'static> {
    let is_sign_in = |member: &Member<'_>| {
        member.name == "eventSource" && member.value == "\"signin.amazonaws.com\""
    };
    if !members.iter().any(is_sign_in) {
        return Cell::Null;
    }
    let answers = ["responseElements", "serviceEventDetails"];
    Cell::Bool(members.iter().any(|member| {
        answers.contains(&member.name.as_ref()) && member.value.contains("\"Failure\"")
    }))
}

/// Puts the record together again: the members that have columns, in the order of the table,
/// then those of `extra`.
///
/// As a JSON value it equals the record that the row was made from, its numbers by their text; an
/// explicit `null` and an absent member count as equal.
pub fn from_row(row: &Row<'_>) -> String {
    let extra = row.text(EXTRA).map(members::split).and_then(Result::ok).unwrap_or_default();
    let mut object = ObjectText::default();
    for (column, (kind, cell)) in COLUMNS.iter().zip(row.iter()) {
        let [name] = column.path else { continue };
        if cell.is_null() || extra.iter().any(|member| member.name == *name) {
            continue;
        }
        object.push(name, &json_text(kind, cell));
    }
    for member in &extra {
        object.push(&member.name, member.value);
    }
    object.finish()
}

/// The JSON text that a value of a column stands for.
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

/// A JSON string.
fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads a value into the columns of `node` and below, and says whether its column alone gives the
/// value back.
fn place<'a>(node: &Node, value: &'a str, wanted: &ColumnSet, row: &mut Row<'a>) -> bool {
    let mut survives = true;
    if let Some(index) = node.column
        && (wanted.0[index] || wanted.0[EXTRA])
    {
        let (cell, exact) = read(COLUMNS[index].kind, value);
        row.set(index, cell);
        survives = exact;
    }
    if !node.children.is_empty() && value.starts_with('{') && node.is_wanted(wanted) {
        // The text was checked with the record's own, so this cannot fail.
        for member in members::split(value).unwrap_or_default() {
            if let Some(position) = node.position(&member.name) {
                place(&node.children[position].1, member.value, wanted, row);
            }
        }
    }
    survives
}

/// Reads one JSON text as a kind of column: the value, and whether it gives back the text exactly.
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
        // An empty string says nothing, and would hide what is missing from every IS NULL.
        b"\"\"" | [b'{' | b'[', ..] => (Cell::Null, false),
        [b'"', ..] => match members::unescape(value) {
            Some(text) => (Cell::Text(text), true),
            None => (Cell::Null, false),
        },
        _ => (Cell::Text(Cow::Borrowed(value)), false),
    }
}

fn read_bool(kind: ColumnKind, value: &str) -> (Cell<'_>, bool) {
    let quoted = value.starts_with('"');
    let word = value.trim_matches('"');
    let exact = quoted == (kind == ColumnKind::BoolText);
    match word {
        "true" => (Cell::Bool(true), exact),
        "false" => (Cell::Bool(false), exact),
        _ if word.eq_ignore_ascii_case("true") => (Cell::Bool(true), false),
        _ if word.eq_ignore_ascii_case("false") => (Cell::Bool(false), false),
        _ => (Cell::Null, false),
    }
}

fn read_time(value: &str) -> (Cell<'_>, bool) {
    let text = members::unescape(value);
    match text.as_deref().and_then(|text| time::parse(text).map(|micros| (text, micros))) {
        Some((text, micros)) => (Cell::Time(micros), time::render(micros) == text),
        None => (Cell::Null, false),
    }
}

/// The text of a JSON object that grows by member.
#[derive(Default)]
struct ObjectText(String);

impl ObjectText {
    fn push(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quote(name));
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

/// The paths of all columns as a tree, so that a record is read in one descent.
static TREE: LazyLock<Node> = LazyLock::new(|| {
    let mut root = Node::default();
    for (index, column) in COLUMNS.iter().enumerate().filter(|(_, column)| !column.path.is_empty())
    {
        root.insert(column.path, index);
    }
    root
});

#[derive(Debug, Default)]
struct Node {
    column: Option<usize>,
    below: Vec<usize>,
    children: Vec<(&'static str, Node)>,
    /// The children whose names are so many bytes long: few, and each name of each record is looked up.
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
        let alike = self.by_length.get(name.len())?;
        alike.iter().copied().find(|at| self.children[*at].0 == name)
    }

    fn is_wanted(&self, wanted: &ColumnSet) -> bool {
        self.below.iter().any(|index| wanted.0[*index])
    }
}

#[cfg(test)]
mod tests;
