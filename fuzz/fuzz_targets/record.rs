//! A record comes back from its row, whatever its members are; what comes back is JSON to
//! serde_json as well.
#![no_main]

#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/trail/mod.rs"]
mod trail;

use libfuzzer_sys::fuzz_target;
use trail::{
    canonical::canonical,
    container, members,
    record::{self, ColumnSet},
};

fuzz_target!(|text: &str| {
    let Ok(members) = members::split(text) else { return };
    container::classify(&members);
    let back = record::from_row(&record::to_row(&members, &ColumnSet::all()));
    serde_json::from_str::<serde::de::IgnoredAny>(&back).unwrap();
    assert_eq!(canonical(&back), canonical(text));
});
