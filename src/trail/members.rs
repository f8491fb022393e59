//! The members of one JSON object, each with its value as the exact text of the log.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// How many members are taken of one object. Real records have some dozen; three million fit into the
/// largest text of one, and would take ten times its size.
pub(crate) const MOST: usize = 200_000;

/// One member: its name, and its value as it stands in the text.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The name, unescaped.
    pub name: Cow<'a, str>,
    /// The value's own text.
    pub value: &'a str,
}

/// Splits the text of a JSON object into its members, in their order, repeated names included.
///
/// The whole text is checked to be JSON. A value is not looked into any further.
pub fn split(object: &str) -> Result<Vec<Member<'_>>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(object);
    let members = reader.deserialize_map(Members)?;
    reader.end()?;
    Ok(members)
}

/// The value of the last member called `name`; the last one counts, as in Python and JavaScript.
pub fn find<'a>(members: &[Member<'a>], name: &str) -> Option<&'a str> {
    members.iter().rev().find(|member| member.name == name).map(|member| member.value)
}

/// The text of a JSON string, unescaped; `None` where `value` is no string or holds half of a
/// surrogate pair.
pub fn unescape(value: &str) -> Option<Cow<'_, str>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str(value).ok().map(Cow::Owned)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(32);
        while let Some(name) = map.next_key_seed(Name)? {
            if members.len() == MOST {
                return Err(A::Error::custom(format_args!(
                    "an object of more than {MOST} members"
                )));
            }
            let value: &RawValue = map.next_value()?;
            members.push(Member { name, value: value.get() });
        }
        Ok(members)
    }
}

/// Reads a name without a copy where it has no escape.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
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
    fn keeps_order_repeated_names_and_the_exact_text_of_values() {
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
    fn refuses_what_is_no_object_or_no_json() {
        for text in ["[]", "1", "{\"a\":}", "{a:1}", "{\"a\":1}x", "{\"a\":01}", "{\"a\":1,}"] {
            assert!(split(text).is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_more_members_than_any_record_has() {
        let object = |members: usize| format!("{{{}\"a\":1}}", "\"\":1,".repeat(members - 1));
        assert_eq!(split(&object(MOST)).unwrap().len(), MOST);
        assert!(split(&object(MOST + 1)).unwrap_err().is_data());
    }

    #[test]
    fn unescapes_strings_only() {
        assert_eq!(unescape(r#""a\"b""#).as_deref(), Some("a\"b"));
        assert_eq!(unescape("\"\"").as_deref(), Some(""));
        assert_eq!(unescape("12"), None);
        assert_eq!(unescape(r#""\ud800""#), None);
    }
}
