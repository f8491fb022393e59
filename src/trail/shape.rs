//! The shape of a record: the names of its members as they were logged, in their order, as a JSON array.
//!
//! With the values of its columns it gives the record back. A member that is in the shape, but has a
//! value neither in its column nor in `extra`, was `null`.
//!
//! A shape is built while a record is read, in a form that costs a byte for most members: see [`Shape`].

use serde_json::value::RawValue;

use crate::trail::{
    members::{self, Member},
    path_tree::TREE,
};

/// The byte before a name that is not the path of a column.
const OTHER_NAME: u8 = u8::MAX;

/// A shape as the positions of its names among those below the root of [`TREE`]. Another name is
/// [`OTHER_NAME`], its length and its text. Different shapes have different bytes, but the bytes of a
/// shape change with the list of columns, so they are not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape<'a>(&'a [u8]);

impl<'a> Shape<'a> {
    /// Returns the bytes, for a map.
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// Returns the shape as a JSON array.
    pub fn to_text(self) -> String {
        let mut text = String::from("[");
        let mut rest = self.0;
        while let Some((name, after)) = next_name(rest) {
            if text.len() > 1 {
                text.push(',');
            }
            text.push('"');
            text.push_str(name);
            text.push('"');
            rest = after;
        }
        text.push(']');
        text
    }
}

/// Returns the first name and the bytes after it.
fn next_name(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first != OTHER_NAME {
        return Some((TREE.root().child(*first).name, rest));
    }
    let (length, rest) = rest.split_first_chunk()?;
    let (name, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((str::from_utf8(name).unwrap_or_default(), rest))
}

/// A shape that grows by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShapeBuilder(Vec<u8>);

impl ShapeBuilder {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds the name at a position below the root of [`TREE`].
    pub(crate) fn push_known(&mut self, position: u8) {
        self.0.push(position);
    }

    /// Adds a name that is not below the root of [`TREE`], as it is written between its quotes.
    pub(crate) fn push_other(&mut self, name: &[u8]) {
        // A record is far shorter than 4 GB.
        let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
        self.0.push(OTHER_NAME);
        self.0.extend(length.to_le_bytes());
        self.0.extend(name);
    }

    /// Adds the names of the record `text`, whose members are `members`.
    pub(crate) fn push_all(&mut self, text: &str, members: &[Member<'_>]) {
        for written in members::names(text, members) {
            self.push_written(written);
        }
    }

    /// Replaces the names by those of a shape as a JSON array, or by none.
    pub(crate) fn set_names(&mut self, shape: Option<&str>) {
        self.clear();
        for written in shape.and_then(names).unwrap_or_default() {
            self.push_written(written);
        }
    }

    /// Adds a name with its quotes.
    fn push_written(&mut self, written: &str) {
        let end = written.len().saturating_sub(1);
        let name = written.as_bytes().get(1..end).unwrap_or_default();
        match TREE.root().position(name) {
            Some(position) => self.push_known(position),
            None => self.push_other(name),
        }
    }

    pub(crate) fn shape(&self) -> Shape<'_> {
        Shape(&self.0)
    }
}

/// Returns the shape of the record `text`, whose members are `members`, as a JSON array.
pub fn of(text: &str, members: &[Member<'_>]) -> String {
    let mut shape = ShapeBuilder::default();
    shape.push_all(text, members);
    shape.shape().to_text()
}

/// Returns the names in a shape with their quotes, or `None` if the text is not a shape.
pub(crate) fn names(shape: &str) -> Option<Vec<&str>> {
    let names: Vec<&RawValue> = serde_json::from_str(shape).ok()?;
    Some(names.into_iter().map(RawValue::get).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [(&str, &str); 6] = [
        ("{}", "[]"),
        (r#"{"b":1,"a":null,"b":{"c":"\":"}}"#, r#"["b","a","b"]"#),
        (r#"{ "\u0061" : "x" , "\"\\" :[1, 2],"é":"" }"#, r#"["\u0061","\"\\","é"]"#),
        (r#"{"":1,",":2,":":3}"#, r#"["",",",":"]"#),
        (r#"{"eventName":1,"eventname":2,"x":3}"#, r#"["eventName","eventname","x"]"#),
        (r#"{"event\u004eame":1,"eventTime":2}"#, r#"["event\u004eame","eventTime"]"#),
    ];

    #[test]
    fn a_shape_has_the_names_as_they_were_logged() {
        for (text, shape) in SHAPES {
            assert_eq!(of(text, &members::split(text).unwrap()), shape);
            let joined = names(shape).unwrap().join(",");
            assert_eq!(format!("[{joined}]"), shape);
            let mut of_names = ShapeBuilder::default();
            of_names.set_names(Some(shape));
            assert_eq!(of_names.shape().to_text(), shape);
            of_names.set_names(None);
            assert_eq!(of_names.shape().to_text(), "[]");
        }
    }

    #[test]
    fn names_of_columns_take_a_byte() {
        let text = r#"{"eventName":1,"eventTime":2,"a":3}"#;
        let mut shape = ShapeBuilder::default();
        shape.push_all(text, &members::split(text).unwrap());
        assert_eq!(shape.shape().bytes().len(), 1 + 1 + 6);
        shape.clear();
        assert_eq!(shape.shape().to_text(), "[]");
    }

    #[test]
    fn other_text_is_not_a_shape() {
        for text in ["", "[", "{}", "1", "[\"a\"", "[a]"] {
            assert_eq!(names(text), None, "{text}");
        }
    }
}
