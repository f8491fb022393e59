//! A record of any members can be restored from its row, and `serde_json` accepts it.

use crate::trail::{
    canonical::canonical,
    container, members,
    record::{self, ColumnSet},
    shape,
};

/// Fails if a record changes on the way through a row.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(members) = members::split(text) else { return };
    container::classify(&members);
    let row = record::to_row(&members, &ColumnSet::all());
    let back = record::from_row(&row, Some(&shape::of(text, &members)));
    serde_json::from_str::<serde::de::IgnoredAny>(&back).unwrap();
    let of_back = members::split(&back).unwrap();
    let pairs = |members: &[members::Member<'_>]| -> Vec<(String, String)> {
        members.iter().map(|it| (it.name.to_string(), it.value.to_owned())).collect()
    };
    assert_eq!(pairs(&of_back), pairs(&members));
    assert_eq!(shape::of(&back, &of_back), shape::of(text, &members));
    assert_eq!(canonical(&record::from_row(&row, None)), canonical(text));
}
