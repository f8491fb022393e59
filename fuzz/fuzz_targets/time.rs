//! A timestamp that is read is written as one that reads the same.
#![no_main]

#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/trail/mod.rs"]
mod trail;

use libfuzzer_sys::fuzz_target;
use trail::time;

fuzz_target!(|text: &str| {
    if let Some(micros) = time::parse(text) {
        assert_eq!(time::parse(&time::render(micros)), Some(micros));
        time::render_second(micros);
        time::day(micros);
    }
    time::parse_asked(text);
});
