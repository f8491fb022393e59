//! How deep a record is nested.
//!
//! DuckDB takes JSON of any depth into a column, and some of its functions (a cast to `VARIANT`,
//! `json_contains`, `json_merge_patch`) then go down into it by recursion: a stack of half a megabyte
//! ends at some 600 levels, one of eight at some 8,000, and the whole process with it. So one record
//! could make a database that crashes whoever asks it.

/// The deepest record that is taken. Real ones have about ten levels.
pub(crate) const DEEPEST: usize = 500;

/// Whether brackets stand in each other deeper than [`DEEPEST`]; `json` must be JSON.
pub fn is_too_deep(json: &str) -> bool {
    // Nearly every record has fewer brackets in all, which is told many times faster.
    let mut opening = memchr::memchr2_iter(b'{', b'[', json.as_bytes());
    opening.nth(DEEPEST).is_some() && depth(json.as_bytes()) > DEEPEST
}

fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut is_escaped) = (false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_string,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> String {
        format!("{}1{}", "[".repeat(levels), "]".repeat(levels))
    }

    #[test]
    fn the_deepest_is_taken_and_the_next_is_not() {
        assert!(!is_too_deep(&nested(DEEPEST)));
        assert!(is_too_deep(&nested(DEEPEST + 1)));
    }

    #[test]
    fn brackets_beside_each_other_or_in_strings_are_not_deep() {
        assert!(!is_too_deep(&format!("[{}1]", "[],{},".repeat(DEEPEST))));
        assert!(!is_too_deep(&format!("{{\"a\":\"\\\"{}\\\\\"}}", "[".repeat(2 * DEEPEST))));
        assert!(is_too_deep(&format!("{{\"\\\"\":{}}}", nested(DEEPEST))));
    }
}
