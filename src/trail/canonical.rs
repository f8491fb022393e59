//! The canonical text of a JSON value: the same for two texts that say the same.
//!
//! Names are sorted, space is dropped, strings are written one way; numbers stay as they were
//! written, since `50.0` and `50` are different facts in evidence. Members of the record itself that
//! are `null` are dropped, as CloudTrail writes them in one channel and leaves them out in another.

use serde_json::value::RawValue;

use crate::trail::members;

/// How deep a value is looked into; what lies deeper is kept as its own text.
const DEPTH: usize = 128;

/// The largest array that is looked into: of `[1,1,1…]` the list of its elements would take many times
/// its size. CloudTrail makes no records that large.
const LARGEST_ARRAY: usize = 1 << 20;

/// The canonical text of `value`, which must be JSON; anything else is its own canonical text.
pub fn canonical(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    write(value.trim(), DEPTH, &mut text);
    text
}

fn write(value: &str, depth: usize, out: &mut String) {
    match value.as_bytes().first() {
        Some(b'{') if depth > 0 => write_object(value, depth, out),
        Some(b'[') if depth > 0 => write_array(value, depth, out),
        Some(b'"') => match members::unescape(value) {
            Some(text) => out.push_str(&serde_json::Value::from(text).to_string()),
            None => out.push_str(value),
        },
        _ => out.push_str(value),
    }
}

fn write_object(value: &str, depth: usize, out: &mut String) {
    let Ok(mut members) = members::split(value) else {
        out.push_str(value);
        return;
    };
    // Stable, so that members of one name keep their order.
    members.sort_by(|a, b| a.name.cmp(&b.name));
    if depth == DEPTH {
        members.retain(|member| member.value != "null");
    }
    out.push('{');
    for (position, member) in members.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::Value::from(member.name.as_ref()).to_string());
        out.push(':');
        write(member.value, depth - 1, out);
    }
    out.push('}');
}

fn write_array(value: &str, depth: usize, out: &mut String) {
    if value.len() > LARGEST_ARRAY {
        out.push_str(value);
        return;
    }
    let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(value) else {
        out.push_str(value);
        return;
    };
    out.push('[');
    for (position, element) in elements.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write(element.get(), depth - 1, out);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_space_and_escapes_do_not_matter() {
        assert_eq!(
            canonical(r#"{"b":[1, 2],"a":"\u00e9"}"#),
            canonical(r#" {"a": "é", "b":[1,2]} "#)
        );
        assert_eq!(canonical(r#"{"a":null}"#), "{}");
    }

    #[test]
    fn numbers_types_and_the_order_of_elements_do() {
        for (a, b) in [
            ("50.0", "50"),
            ("\"1\"", "1"),
            ("[1,2]", "[2,1]"),
            ("[null]", "[]"),
            (r#"{"a":{"b":null}}"#, r#"{"a":{}}"#),
        ] {
            assert_ne!(canonical(a), canonical(b));
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert!(canonical(&deep).contains("[["));
    }
}
