//! The members of a JSON object, each value as its exact text in the log.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The largest number of members of an object. Real records have some dozen. Three million fit into
/// a record of the largest size, and splitting them would take ten times that size.
pub(crate) const MAX_MEMBERS: usize = 200_000;

/// A member of a JSON object.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The name, unescaped.
    pub name: Cow<'a, str>,
    /// The exact text of the value.
    pub value: &'a str,
}

/// Splits the text of a JSON object into its members, in order, with repeated names.
///
/// Validates the whole text as JSON, but does not split the values.
pub fn split(object: &str) -> Result<Vec<Member<'_>>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(object);
    let members = reader.deserialize_map(MemberVisitor)?;
    reader.end()?;
    Ok(members)
}

/// Returns the value of the last member called `name`, as Python and JavaScript do.
pub fn find<'a>(members: &[Member<'a>], name: &str) -> Option<&'a str> {
    members.iter().rev().find(|member| member.name == name).map(|member| member.value)
}

/// Returns the name of each of the `members` that [`split`] found in `object`, as it is written there,
/// with its quotes.
pub(crate) fn names<'a>(
    object: &'a str,
    members: &'a [Member<'_>],
) -> impl Iterator<Item = &'a str> {
    let mut previous_end = 0;
    members.iter().map(move |member| {
        // Between two values there are only white space, a comma, a name and a colon.
        let start = member.value.as_ptr().addr().wrapping_sub(object.as_ptr().addr());
        let between = object.get(previous_end..start).unwrap_or_default();
        previous_end = start.wrapping_add(member.value.len());
        between.trim_matches(|character| character != '"')
    })
}

/// Returns the unescaped text of a JSON string, or `None` if `value` is not a string or has a lone
/// surrogate.
pub fn unescape(value: &str) -> Option<Cow<'_, str>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str(value).ok().map(Cow::Owned)
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(32);
        while let Some(name) = map.next_key_seed(NameSeed)? {
            if members.len() == MAX_MEMBERS {
                return Err(A::Error::custom(format_args!(
                    "an object with more than {MAX_MEMBERS} members"
                )));
            }
            let value: &RawValue = map.next_value()?;
            members.push(Member { name, value: value.get() });
        }
        Ok(members)
    }
}

/// Reads a name, without a copy if it has no escapes.
struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_repeated_names_and_exact_values() {
        let members = split(r#"{"b": 50.0, "a":{"x": [1,  2]}, "b":null, "\u0061": "é"}"#).unwrap();
        let seen: Vec<_> = members.iter().map(|m| (m.name.as_ref(), m.value)).collect();
        assert_eq!(
            seen,
            [("b", "50.0"), ("a", r#"{"x": [1,  2]}"#), ("b", "null"), ("a", "\"é\"")]
        );
        assert_eq!(find(&members, "b"), Some("null"));
        assert_eq!(find(&members, "c"), None);
    }

    #[test]
    fn rejects_text_that_is_not_a_json_object() {
        for text in ["[]", "1", "{\"a\":}", "{a:1}", "{\"a\":1}x", "{\"a\":01}", "{\"a\":1,}"] {
            assert!(split(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rejects_an_object_with_too_many_members() {
        let object = |members: usize| format!("{{{}\"a\":1}}", "\"\":1,".repeat(members - 1));
        assert_eq!(split(&object(MAX_MEMBERS)).unwrap().len(), MAX_MEMBERS);
        assert!(split(&object(MAX_MEMBERS + 1)).unwrap_err().is_data());
    }

    #[test]
    fn only_strings_are_unescaped() {
        assert_eq!(unescape(r#""a\"b""#).as_deref(), Some("a\"b"));
        assert_eq!(unescape("\"\"").as_deref(), Some(""));
        assert_eq!(unescape("12"), None);
        assert_eq!(unescape(r#""\ud800""#), None);
    }
}
