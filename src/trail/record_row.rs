//! The values of a record by their places in its text, in memory that is used for one record after
//! another: filling a [`Row`] takes a fifth of the time in which a record is read.

use std::{borrow::Cow, ops::Range};

use crate::trail::{
    column::COLUMNS,
    column_set::ColumnSet,
    members::Member,
    row::{Cell, Row, RowValues},
    shape::{Shape, ShapeBuilder},
};

/// The values of the columns of one record, without its text.
#[derive(Clone, Debug)]
pub(crate) struct RecordSpans {
    present: ColumnSet,
    /// The values of the columns that are present, and anything for the others.
    values: [SpanValue; COLUMNS.len()],
    /// The texts that are not parts of the record's text, one after another.
    own_text: String,
    pub(crate) shape: ShapeBuilder,
}

/// A value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SpanValue {
    /// A part of the record's text, from its start to its end in bytes.
    Text(u32, u32),
    /// A part of the texts that are not parts of the record's.
    OwnText(u32, u32),
    Bool(bool),
    /// Microseconds since 1970 (UTC).
    Time(i64),
}

impl Default for RecordSpans {
    fn default() -> Self {
        Self {
            present: ColumnSet::default(),
            values: [SpanValue::Bool(false); COLUMNS.len()],
            own_text: String::new(),
            shape: ShapeBuilder::default(),
        }
    }
}

impl RecordSpans {
    pub(crate) fn clear(&mut self) {
        self.present = ColumnSet::default();
        self.own_text.clear();
        self.shape.clear();
    }

    /// Takes the values of a row, whose record has the text `text` and these members.
    pub(crate) fn fill(&mut self, row: &Row<'_>, text: &str, members: &[Member<'_>]) {
        self.clear();
        for index in row.present() {
            self.set_cell(index, row.value(index), text);
        }
        self.shape.push_all(text, members);
    }

    pub(crate) fn set(&mut self, index: usize, value: SpanValue) {
        self.present.insert(index);
        self.values[index] = value;
    }

    pub(crate) fn set_null(&mut self, index: usize) {
        self.present.remove(index);
    }

    /// Sets the value of a column of the record `text`.
    pub(crate) fn set_cell(&mut self, index: usize, cell: Cell<'_>, text: &str) {
        let value = match cell {
            Cell::Null => return self.set_null(index),
            Cell::Bool(value) => SpanValue::Bool(value),
            Cell::Time(micros) => SpanValue::Time(micros),
            Cell::Text(value) => match offset_in(&value, text) {
                Some(start) => SpanValue::Text(to_u32(start), to_u32(start + value.len())),
                None => self.add_own_text(&value),
            },
        };
        self.set(index, value);
    }

    fn add_own_text(&mut self, text: &str) -> SpanValue {
        let start = self.own_text.len();
        self.own_text.push_str(text);
        SpanValue::OwnText(to_u32(start), to_u32(self.own_text.len()))
    }

    /// Returns the bytes of a text column whose value is a part of `record`.
    pub(crate) fn bytes<'a>(&self, index: usize, record: &'a [u8]) -> Option<&'a [u8]> {
        match self.values[index] {
            SpanValue::Text(start, end) if self.present.contains(index) => {
                record.get(start as usize..end as usize)
            }
            _ => None,
        }
    }

    /// Returns true if the value of a column is a text that is not a part of the record.
    pub(crate) fn is_own_text(&self, index: usize) -> bool {
        self.present.contains(index) && matches!(self.values[index], SpanValue::OwnText(..))
    }

    /// Returns the values together with the text of their record.
    pub(crate) fn of<'a>(&'a self, text: &'a str) -> RecordRow<'a> {
        RecordRow { text, spans: self, present: self.present }
    }
}

/// The values of the columns of one record, and its text.
#[derive(Clone, Copy, Debug)]
pub struct RecordRow<'a> {
    text: &'a str,
    spans: &'a RecordSpans,
    present: ColumnSet,
}

impl<'a> RecordRow<'a> {
    /// Returns the values of `columns` only.
    #[must_use]
    pub(crate) fn only(self, columns: ColumnSet) -> Self {
        Self { present: self.present.and(columns), ..self }
    }

    /// Returns the text of the record.
    pub fn record(self) -> &'a str {
        self.text
    }

    /// Returns the shape of the record.
    pub fn shape(self) -> Shape<'a> {
        self.spans.shape.shape()
    }

    /// Returns the value of the column at `index`, which must be present.
    pub(crate) fn span(self, index: usize) -> SpanValue {
        self.spans.values[index]
    }

    /// Returns the place in the record's text of the column at `index`, if its value is a part of it.
    pub(crate) fn range(self, index: usize) -> Option<Range<u32>> {
        match self.spans.values[index] {
            SpanValue::Text(start, end) if self.present.contains(index) => Some(start..end),
            _ => None,
        }
    }

    /// Returns the text of the column at `index`, if it has one.
    pub(crate) fn text(self, index: usize) -> Option<&'a str> {
        if !self.present.contains(index) {
            return None;
        }
        match self.spans.values[index] {
            SpanValue::Text(start, end) => self.text.get(start as usize..end as usize),
            SpanValue::OwnText(start, end) => self.spans.own_text.get(start as usize..end as usize),
            _ => None,
        }
    }
}

impl RowValues for RecordRow<'_> {
    fn present(&self) -> ColumnSet {
        self.present
    }

    fn value(&self, index: usize) -> Cell<'_> {
        if !self.present.contains(index) {
            return Cell::Null;
        }
        match self.spans.values[index] {
            SpanValue::Bool(value) => Cell::Bool(value),
            SpanValue::Time(micros) => Cell::Time(micros),
            _ => Self::text(*self, index).map_or(Cell::Null, |it| Cell::Text(Cow::Borrowed(it))),
        }
    }
}

/// Returns the offset of `value` in `text` if it is a slice of it, not a copy.
fn offset_in(value: &str, text: &str) -> Option<usize> {
    let start = value.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (start + value.len() <= text.len()).then_some(start)
}

#[expect(clippy::cast_possible_truncation, reason = "records and their values are far below 4 GB")]
pub(crate) fn to_u32(offset: usize) -> u32 {
    debug_assert!(u32::try_from(offset).is_ok());
    offset as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trail::{
        column::{EVENT_NAME, EVENT_SOURCE, EXTRA, index_of},
        members,
        record::to_row,
    };

    const TEXT: &str = r#"{"eventSource":"s","eventName":"a\"b","readOnly":true,"new":[1],"eventTime":"2024-01-02T03:04:05Z","userIdentity":{"arn":"x"}}"#;

    #[test]
    fn a_row_and_its_spans_have_the_same_values() {
        let members = members::split(TEXT).unwrap();
        let row = to_row(&members, &ColumnSet::all());
        let mut spans = RecordSpans::default();
        // The values of an earlier record are not seen.
        spans.set_cell(index_of("api_version"), Cell::Text("earlier".into()), TEXT);
        spans.fill(&row, TEXT, &members);
        let record = spans.of(TEXT);
        assert_eq!(record.to_row(), row);
        assert_eq!(record.present(), row.present());
        assert_eq!(record.event_time(), row.event_time());
        assert_eq!(record.text(EVENT_NAME), Some("a\"b"));
        assert_eq!(record.range(EVENT_SOURCE), Some(16..17));
        assert_eq!(record.range(EXTRA), None, "it is not a part of the record");
        assert_eq!(record.shape().to_text(), crate::trail::shape::of(TEXT, &members));
    }

    #[test]
    fn columns_can_be_left_out() {
        let members = members::split(TEXT).unwrap();
        let mut spans = RecordSpans::default();
        spans.fill(&to_row(&members, &ColumnSet::all()), TEXT, &members);
        let record = spans.of(TEXT).only(ColumnSet::only([EVENT_SOURCE, index_of("tls_version")]));
        assert_eq!(record.present(), ColumnSet::only([EVENT_SOURCE]));
        assert_eq!((record.text(EVENT_SOURCE), record.text(EVENT_NAME)), (Some("s"), None));
        assert_eq!(record.value(EVENT_NAME), Cell::Null);
    }
}
