//! A timestamp that is read is written as one that reads the same.
#![no_main]

use ducktrail_fuzz::trail::time;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(micros) = time::parse(text) {
        assert_eq!(time::parse(&time::render(micros)), Some(micros));
        time::render_second(micros);
        time::day(micros);
    }
    time::parse_argument(text);
});
