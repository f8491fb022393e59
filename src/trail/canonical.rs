//! The canonical text of a JSON value: equal for two texts with the same meaning.
//!
//! Names are sorted, whitespace is dropped and strings are escaped in one way. Numbers keep their
//! text, since `50.0` and `50` are different evidence. Top-level members that are `null` are dropped,
//! because CloudTrail writes them in some delivery channels and omits them in others.

use serde_json::value::RawValue;

use crate::trail::members;

/// The depth to which a value is normalized. Deeper values keep their own text.
const MAX_DEPTH: usize = 128;

/// The size of the largest array that is normalized, in bytes. The list of the elements of `[1,1,1…]`
/// would take many times the size of its text. CloudTrail writes no record this large.
const MAX_ARRAY_BYTES: usize = 1 << 20;

/// Returns the canonical text of `value`. Text that is not JSON is returned unchanged.
pub fn canonical(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    write(value.trim(), MAX_DEPTH, &mut text);
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
    // The sort is stable, so repeated names keep their order.
    members.sort_by(|a, b| a.name.cmp(&b.name));
    if depth == MAX_DEPTH {
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
    if value.len() > MAX_ARRAY_BYTES {
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
    fn order_whitespace_and_escapes_do_not_matter() {
        assert_eq!(
            canonical(r#"{"b":[1, 2],"a":"\u00e9"}"#),
            canonical(r#" {"a": "é", "b":[1,2]} "#)
        );
        assert_eq!(canonical(r#"{"a":null}"#), "{}");
    }

    #[test]
    fn numbers_types_and_the_order_of_elements_matter() {
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
