//! The nesting depth of a record, and its limit.
//!
//! DuckDB stores JSON of any depth, but some of its functions (a cast to `VARIANT`, `json_contains`,
//! `json_merge_patch`) recurse into it. They overflow a stack of 512 KB at about 600 levels and one of
//! 8 MB at about 8,000, which ends the process. Without a limit, one record could make a database
//! that crashes every program that queries it.

/// The nesting depth of the deepest record that is accepted. Real records have about ten levels.
pub(crate) const MAX_DEPTH: usize = 500;

/// Returns true if `json`, which must be JSON, is nested deeper than [`MAX_DEPTH`].
pub fn is_too_deep(json: &str) -> bool {
    // Counting all brackets is many times faster, and nearly every record has fewer than the limit.
    let mut opening = memchr::memchr2_iter(b'{', b'[', json.as_bytes());
    opening.nth(MAX_DEPTH).is_some() && depth(json.as_bytes()) > MAX_DEPTH
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
    fn the_limit_itself_is_accepted() {
        assert!(!is_too_deep(&nested(MAX_DEPTH)));
        assert!(is_too_deep(&nested(MAX_DEPTH + 1)));
    }

    #[test]
    fn sibling_brackets_and_brackets_in_strings_do_not_count() {
        assert!(!is_too_deep(&format!("[{}1]", "[],{},".repeat(MAX_DEPTH))));
        assert!(!is_too_deep(&format!("{{\"a\":\"\\\"{}\\\\\"}}", "[".repeat(2 * MAX_DEPTH))));
        assert!(is_too_deep(&format!("{{\"\\\"\":{}}}", nested(MAX_DEPTH))));
    }
}
