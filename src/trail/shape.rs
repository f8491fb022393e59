//! The shape of a record: the names of its members as they were logged, in their order, as a JSON array.
//!
//! With the values of its columns it gives the record back. A member that is in the shape, but has a
//! value neither in its column nor in `extra`, was `null`.

use serde_json::value::RawValue;

use crate::trail::members::{self, Member};

/// The initial capacity for a shape in bytes. Those of real records have up to 700.
const USUAL_BYTES: usize = 1024;

/// Returns the shape of the record `text`, whose members are `members`.
pub fn of(text: &str, members: &[Member<'_>]) -> String {
    let mut shape = String::with_capacity(USUAL_BYTES);
    shape.push('[');
    for name in members::names(text, members) {
        if shape.len() > 1 {
            shape.push(',');
        }
        shape.push_str(name);
    }
    shape.push(']');
    shape
}

/// Returns the names in a shape with their quotes, or `None` if the text is not a shape.
pub(crate) fn names(shape: &str) -> Option<Vec<&str>> {
    let names: Vec<&RawValue> = serde_json::from_str(shape).ok()?;
    Some(names.into_iter().map(RawValue::get).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_has_the_names_as_they_were_logged() {
        for (text, shape) in [
            ("{}", "[]"),
            (r#"{"b":1,"a":null,"b":{"c":"\":"}}"#, r#"["b","a","b"]"#),
            (r#"{ "\u0061" : "x" , "\"\\" :[1, 2],"é":"" }"#, r#"["\u0061","\"\\","é"]"#),
            (r#"{"":1,",":2,":":3}"#, r#"["",",",":"]"#),
        ] {
            assert_eq!(of(text, &members::split(text).unwrap()), shape);
            let joined = names(shape).unwrap().join(",");
            assert_eq!(format!("[{joined}]"), shape);
        }
    }

    #[test]
    fn other_text_is_not_a_shape() {
        for text in ["", "[", "{}", "1", "[\"a\"", "[a]"] {
            assert_eq!(names(text), None, "{text}");
        }
    }
}
