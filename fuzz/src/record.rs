//! A record of any members can be restored from its row, and `serde_json` accepts it.

use crate::trail::{
    canonical::canonical,
    container, members,
    record::{self, ColumnSet},
};

/// Fails if a record changes on the way through a row.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(members) = members::split(text) else { return };
    container::classify(&members);
    let back = record::from_row(&record::to_row(&members, &ColumnSet::all()));
    serde_json::from_str::<serde::de::IgnoredAny>(&back).unwrap();
    assert_eq!(canonical(&back), canonical(text));
}
