//! The reader of ordinary records gives the row that the other modules give, or refuses the record.

use crate::trail::{
    container::{self, Class},
    depth, members,
    ordinary::RecordReader,
    record::{self, ColumnSet},
    row::RowValues,
    shape, surrogate,
};

/// Fails if the reader accepts a record of which the other modules make something else.
pub fn check(data: &[u8]) {
    let mut reader = RecordReader::default();
    // The second time, the reader knows the order of the names.
    for _ in 0..2 {
        let Ok(length) = reader.read(data) else { return };
        let Ok(text) = str::from_utf8(&data[..length]) else { return };
        let members = members::split(text).unwrap();
        assert_eq!(container::classify(&members), Class::Event);
        assert!(!depth::is_too_deep(text));
        assert!(!surrogate::is_lone_in(text));
        assert_eq!(reader.row(text).to_row(), record::to_row(&members, &ColumnSet::all()));
        assert_eq!(reader.row(text).shape().to_text(), shape::of(text, &members));
    }
}
