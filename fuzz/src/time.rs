//! A timestamp that parses is rendered as text that parses to the same time.

use crate::trail::time;

/// Fails if a time changes on the way through its text.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Some(micros) = time::parse(text) {
        assert_eq!(time::parse(&time::render(micros)), Some(micros));
        time::render_second(micros);
        time::day(micros);
    }
}
