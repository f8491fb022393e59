#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| ducktrail_fuzz::archive::check(data));
