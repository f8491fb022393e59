//! Whatever a file is called, what is read from its name stands in it.
#![no_main]

#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/trail/mod.rs"]
mod trail;

use libfuzzer_sys::fuzz_target;
use trail::key;

fuzz_target!(|path: &str| {
    let key = key::read(path);
    assert!(key.account_id.is_none_or(|account| account.len() == 12 && path.contains(&account)));
    assert!(key.region.is_none_or(|region| path.contains(&region)));
});
