//! Reads an ordinary record in one pass over its bytes: finds its end, checks its JSON, and finds the
//! values of all columns.
//!
//! A record is ordinary if it is an event, each of its names is written without escapes, and no name occurs
//! twice. Nearly all are. Everything else is refused and left to [`members`](crate::trail::members),
//! [`container`](crate::trail::container) and [`record`](crate::trail::record), which alone decide what a
//! record means; this reader only gives the same result sooner.

mod cursor;
mod names;
mod special;

use std::ops::Range;

use crate::trail::{
    column::{ColumnKind, EVENT_NAME, EVENT_SOURCE, EXTRA, SIGN_IN_FAILED, index_of},
    column_set::ColumnSet,
    container::ARRAYS,
    ordinary::{
        cursor::JsonCursor,
        names::{MemberName, NameReader},
    },
    path_tree::{PathNode, TREE},
    record,
    record_row::{RecordRow, RecordSpans, SpanValue, to_u32},
    row::Cell,
    time,
};

/// The number of members of an object that are read here. Objects of real records have some dozen.
const MAX_MEMBERS: u32 = 200;

const EVENT_VERSION: usize = index_of("event_version");
const EVENT_CATEGORY: usize = index_of("event_category");

/// The columns that have the responses of [`record::SIGN_IN_RESPONSES`].
const SIGN_IN_RESPONSES: [usize; 2] =
    [index_of("response_elements"), index_of("service_event_details")];

/// The categories of events. Records of other categories, and an Insights record without one, are for
/// [`container::classify`](crate::trail::container::classify).
const CATEGORIES: &[&[u8]] = &[b"Management", b"Data", b"NetworkActivity"];
const INSIGHT_DETAILS: &[u8] = b"insightDetails";

/// A reader of ordinary records, one after another.
#[derive(Default)]
pub struct RecordReader {
    spans: RecordSpans,
    names: NameReader,
    /// The top-level members that the record has had so far, by the column that holds them.
    seen: ColumnSet,
    extra: Vec<ExtraMember>,
}

/// A member for the column `extra`, by offsets in the record.
struct ExtraMember {
    /// The name with its quotes.
    name: Range<usize>,
    value: Range<usize>,
}

impl RecordReader {
    /// Reads the record at the start of `bytes`, and returns its length. Fails if it is not ordinary or not
    /// there to its end, with the number of bytes that were looked at.
    pub fn read(&mut self, bytes: &[u8]) -> Result<usize, usize> {
        self.spans.clear();
        self.seen = ColumnSet::default();
        self.extra.clear();
        let mut cursor = JsonCursor::new(bytes);
        self.record(&mut cursor).ok_or(cursor.at())?;
        Ok(cursor.at())
    }

    /// Returns the values of the record that was read last. Its text is `text`, for which the caller has
    /// checked that it is UTF-8.
    pub fn row<'a>(&'a self, text: &'a str) -> RecordRow<'a> {
        self.spans.of(text)
    }

    fn record(&mut self, cursor: &mut JsonCursor<'_>) -> Option<()> {
        cursor.rest().starts_with(b"{").then(|| cursor.consume(1))?;
        self.top_level_members(cursor)?;
        let record = cursor.since(0);
        self.is_event(record).then_some(())?;
        self.set_sign_in_failed(record);
        self.set_extra(record)
    }

    /// Reads the members of the record, which has one at least.
    fn top_level_members(&mut self, cursor: &mut JsonCursor<'_>) -> Option<()> {
        let root = TREE.root();
        let mut previous = names::FIRST;
        for _ in 0..MAX_MEMBERS {
            cursor.expect(b'"')?;
            let name_start = cursor.at() - 1;
            let name = self.names.read(cursor, root, &mut previous)?;
            let first = cursor.token()?;
            let value_start = cursor.at();
            let is_exact = match name {
                MemberName::Known(position) => {
                    self.spans.shape.push_known(position);
                    self.column(cursor, root.child(position).node, first)?
                }
                MemberName::Other(name) => {
                    is_ordinary_name(name).then_some(())?;
                    self.spans.shape.push_other(name);
                    cursor.value(first)?;
                    false
                }
            };
            if !is_exact {
                let name = name_start..name_start + name.length(root) + 2;
                self.extra.push(ExtraMember { name, value: value_start..cursor.at() });
            }
            if !cursor.has_next_member()? {
                return Some(());
            }
        }
        None
    }

    /// Reads a top-level member that has a column. Returns true if the column holds its value exactly.
    fn column(&mut self, cursor: &mut JsonCursor<'_>, index: u8, first: u8) -> Option<bool> {
        let node = TREE.node(index);
        let (column, _) = node.column?;
        let column = usize::from(column);
        if self.seen.contains(column) {
            return None;
        }
        self.seen.insert(column);
        self.value(cursor, node, first)
    }

    /// Reads the members of an object around nested columns.
    fn object(&mut self, cursor: &mut JsonCursor<'_>, node: &PathNode) -> Option<()> {
        cursor.consume(1);
        if cursor.token()? == b'}' {
            cursor.consume(1);
            return Some(());
        }
        let mut previous = names::FIRST;
        for _ in 0..MAX_MEMBERS {
            cursor.expect(b'"')?;
            let name = self.names.read(cursor, node, &mut previous)?;
            let first = cursor.token()?;
            match name {
                MemberName::Known(position) => {
                    self.value(cursor, TREE.node(node.child(position).node), first)?;
                }
                MemberName::Other(_) => cursor.value(first)?,
            }
            if !cursor.has_next_member()? {
                return Some(());
            }
        }
        None
    }

    /// Reads the value of a member on the path of a column. Returns true if its column, if it has one, holds
    /// the value exactly.
    fn value(&mut self, cursor: &mut JsonCursor<'_>, node: &PathNode, first: u8) -> Option<bool> {
        let start = cursor.at();
        if first == b'{' && !node.children().is_empty() {
            self.object(cursor, node)?;
        } else if let (b'"', Some((column, ColumnKind::Text))) = (first, node.column) {
            return self.text(cursor, usize::from(column));
        } else {
            cursor.value(first)?;
        }
        match node.column {
            Some((column, kind)) => self.cell(cursor, usize::from(column), (kind, start)),
            None => Some(true),
        }
    }

    /// Reads a string for a text column.
    #[inline]
    fn text(&mut self, cursor: &mut JsonCursor<'_>, column: usize) -> Option<bool> {
        let start = cursor.at();
        cursor.consume(1);
        let has_escapes = cursor.string()?;
        let (from, to) = (start + 1, cursor.at() - 1);
        if has_escapes || from == to {
            return self.cell(cursor, column, (ColumnKind::Text, start));
        }
        self.spans.set(column, SpanValue::Text(to_u32(from), to_u32(to)));
        Some(true)
    }

    /// Sets a column from the value that starts at `start` and ends here.
    fn cell(
        &mut self,
        cursor: &JsonCursor<'_>,
        column: usize,
        (kind, start): (ColumnKind, usize),
    ) -> Option<bool> {
        let value = cursor.since(start);
        let span = match (kind, value) {
            (_, b"null") => None,
            (ColumnKind::Json, _) => Some(SpanValue::Text(to_u32(start), to_u32(cursor.at()))),
            (ColumnKind::Bool, b"true") | (ColumnKind::BoolText, b"\"true\"") => {
                Some(SpanValue::Bool(true))
            }
            (ColumnKind::Bool, b"false") | (ColumnKind::BoolText, b"\"false\"") => {
                Some(SpanValue::Bool(false))
            }
            (ColumnKind::Time, _) if let Some(micros) = time::parse_usual(value) => {
                Some(SpanValue::Time(micros))
            }
            _ => return self.unusual_cell(value, column, (kind, start)),
        };
        match span {
            Some(span) => self.spans.set(column, span),
            None => self.spans.set_null(column),
        }
        Some(true)
    }

    /// Sets a column from a value that not every record has.
    fn unusual_cell(
        &mut self,
        value: &[u8],
        column: usize,
        (kind, start): (ColumnKind, usize),
    ) -> Option<bool> {
        let value = str::from_utf8(value).ok()?;
        let (cell, is_exact) = record::read(kind, value);
        match cell {
            // A number, as its text.
            Cell::Text(text) if text.len() == value.len() => {
                self.spans.set(column, SpanValue::Text(to_u32(start), to_u32(start + value.len())));
            }
            cell => self.spans.set_cell(column, cell, ""),
        }
        Some(is_exact)
    }

    /// Returns true if the record is an event by the rules of
    /// [`container::classify`](crate::trail::container::classify), without doubt.
    fn is_event(&self, record: &[u8]) -> bool {
        let value = |column| self.spans.bytes(column, record);
        let is_event_category = |category| CATEGORIES.contains(&category);
        (self.seen.contains(EVENT_VERSION) || self.seen.contains(EVENT_NAME))
            // The rules look at the text of the value, with its escapes.
            && !self.spans.is_own_text(EVENT_SOURCE)
            && !value(EVENT_SOURCE).is_some_and(|source| source.starts_with(b"aws:"))
            && value(EVENT_CATEGORY).is_none_or(is_event_category)
    }

    fn set_sign_in_failed(&mut self, record: &[u8]) {
        let value = |column| self.spans.bytes(column, record);
        if value(EVENT_SOURCE) == Some(record::SIGN_IN_SOURCE.as_bytes()) {
            let responses = SIGN_IN_RESPONSES.iter().filter_map(|column| value(*column));
            let has_failed = responses.into_iter().any(record::is_failed_response);
            self.spans.set(SIGN_IN_FAILED, SpanValue::Bool(has_failed));
        }
    }

    fn set_extra(&mut self, record: &[u8]) -> Option<()> {
        if self.extra.is_empty() {
            return Some(());
        }
        let mut object = Vec::new();
        for member in &self.extra {
            object.push(if object.is_empty() { b'{' } else { b',' });
            // The name has no escapes, so it is written here as it is there.
            object.extend(record.get(member.name.clone())?);
            object.push(b':');
            object.extend(record.get(member.value.clone())?);
        }
        object.push(b'}');
        self.spans.set_cell(EXTRA, Cell::Text(String::from_utf8(object).ok()?.into()), "");
        Some(())
    }
}

/// Returns false for the names that make a record something else than an event.
fn is_ordinary_name(name: &[u8]) -> bool {
    name != INSIGHT_DETAILS && !ARRAYS.iter().any(|(array, _)| array.as_bytes() == name)
}

#[cfg(test)]
mod tests;
