//! A record as the values of the columns.

use std::borrow::Cow;

use crate::trail::{
    column::{COLUMNS, ColumnKind, EVENT_TIME},
    column_set::ColumnSet,
};

/// The value of one column, borrowed from the text of the record if possible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    #[default]
    Null,
    /// A string, or the text of a JSON value.
    Text(Cow<'a, str>),
    /// A boolean.
    Bool(bool),
    /// Microseconds since 1970 (UTC).
    Time(i64),
}

impl Cell<'_> {
    /// Returns the text of a text or JSON column.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns true if there is no value.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// The values of the columns of one record, wherever they are.
pub trait RowValues {
    /// Returns the columns that have a value.
    fn present(&self) -> ColumnSet;

    /// Returns the value of the column at `index` of [`COLUMNS`].
    fn value(&self, index: usize) -> Cell<'_>;

    /// Returns the text of the column at `index`, if it has one.
    fn text(&self, index: usize) -> Option<&str> {
        match self.value(index) {
            Cell::Text(Cow::Borrowed(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns the time of the event in microseconds since 1970, if the record has one.
    fn event_time(&self) -> Option<i64> {
        match self.value(EVENT_TIME) {
            Cell::Time(micros) => Some(micros),
            _ => None,
        }
    }

    /// Returns the values as a row.
    fn to_row(&self) -> Row<'_> {
        let mut row = Row::empty();
        for index in self.present() {
            row.set(index, self.value(index));
        }
        row
    }
}

/// The values of all columns, in the order of [`COLUMNS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    cells: [Cell<'a>; COLUMNS.len()],
}

impl<'a> Row<'a> {
    /// Returns a row without values.
    pub(crate) fn empty() -> Self {
        Self { cells: [const { Cell::Null }; COLUMNS.len()] }
    }

    /// Returns the value of the column at `index` of [`COLUMNS`].
    pub(crate) fn cell(&self, index: usize) -> &Cell<'a> {
        &self.cells[index]
    }

    /// Sets the value of the column at `index` of [`COLUMNS`].
    pub(crate) fn set(&mut self, index: usize, cell: Cell<'a>) {
        self.cells[index] = cell;
    }

    /// Returns the text of the column at `index`, if it has one.
    pub(crate) fn text(&self, index: usize) -> Option<&str> {
        self.cells[index].text()
    }

    /// Returns the time of the event in microseconds since 1970, if the record has one.
    pub(crate) fn event_time(&self) -> Option<i64> {
        RowValues::event_time(self)
    }

    /// Returns all values with the kinds of their columns, in the order of [`COLUMNS`].
    pub fn iter(&self) -> impl Iterator<Item = (ColumnKind, &Cell<'a>)> {
        COLUMNS.iter().map(|column| column.kind).zip(&self.cells)
    }
}

impl RowValues for Row<'_> {
    fn present(&self) -> ColumnSet {
        let cells = self.cells.iter().enumerate();
        ColumnSet::only(cells.filter(|(_, cell)| !cell.is_null()).map(|(index, _)| index))
    }

    fn value(&self, index: usize) -> Cell<'_> {
        match &self.cells[index] {
            Cell::Null => Cell::Null,
            Cell::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Cell::Bool(value) => Cell::Bool(*value),
            Cell::Time(micros) => Cell::Time(*micros),
        }
    }
}
