//! The lookup attributes of `aws cloudtrail lookup-events`, accepted in the same syntax.
//!
//! Source: `LookupAttribute` in the CloudTrail API reference, and the shorthand syntax of the AWS CLI.

use std::str::FromStr;

use crate::lookup::Query;

/// A lookup attribute and its required value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    key: AttributeKey,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AttributeKey {
    EventId,
    EventName,
    ReadOnly,
    Username,
    ResourceType,
    ResourceName,
    EventSource,
    AccessKeyId,
}

const KEYS: &[(&str, AttributeKey)] = &[
    ("EventId", AttributeKey::EventId),
    ("EventName", AttributeKey::EventName),
    ("ReadOnly", AttributeKey::ReadOnly),
    ("Username", AttributeKey::Username),
    ("ResourceType", AttributeKey::ResourceType),
    ("ResourceName", AttributeKey::ResourceName),
    ("EventSource", AttributeKey::EventSource),
    ("AccessKeyId", AttributeKey::AccessKeyId),
];

impl FromStr for Attribute {
    type Err = String;

    /// Parses `EventName=RunInstances` or `AttributeKey=EventName,AttributeValue=RunInstances`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = shorthand(text)
            .or_else(|| text.split_once('='))
            .ok_or("expected EventName=RunInstances or AttributeKey=…,AttributeValue=…")?;
        let (_, key) =
            KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).ok_or_else(|| {
                format!("there is no attribute '{name}'; use one of {}", names().join(", "))
            })?;
        let is_boolean = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
        if value.is_empty() {
            return Err(format!("{name} has no value"));
        }
        if *key == AttributeKey::ReadOnly && !is_boolean {
            return Err("ReadOnly must be true or false".to_owned());
        }
        Ok(Self { key: *key, value: value.to_owned() })
    }
}

impl Attribute {
    /// Adds the attribute to a query.
    pub(crate) fn add_to(&self, query: &mut Query) {
        let list = match self.key {
            AttributeKey::ReadOnly => {
                query.read_only.push(self.value.eq_ignore_ascii_case("true"));
                return;
            }
            AttributeKey::EventId => &mut query.ids,
            AttributeKey::EventName => &mut query.names,
            AttributeKey::Username => &mut query.users,
            AttributeKey::ResourceType => &mut query.resource_types,
            AttributeKey::ResourceName => &mut query.resources,
            AttributeKey::EventSource => &mut query.sources,
            AttributeKey::AccessKeyId => &mut query.access_keys,
        };
        list.push(self.value.clone());
    }
}

/// Splits `AttributeKey=…,AttributeValue=…` into key and value. The value may contain commas.
fn shorthand(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.trim_start().strip_prefix("AttributeKey=")?.split_once(',')?;
    Some((name.trim(), rest.trim_start().strip_prefix("AttributeValue=")?))
}

fn names() -> Vec<&'static str> {
    KEYS.iter().map(|(name, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Attribute, String> {
        text.parse()
    }

    #[test]
    fn both_forms_are_parsed() {
        for (name, key) in KEYS {
            let value = if *key == AttributeKey::ReadOnly { "true" } else { "a,b=c" };
            let expected = Ok(Attribute { key: *key, value: value.to_owned() });
            assert_eq!(read(&format!("{name}={value}")), expected);
            assert_eq!(read(&format!("AttributeKey={name},AttributeValue={value}")), expected);
            assert_eq!(read(&format!("AttributeKey={name}, AttributeValue={value}")), expected);
        }
    }

    #[test]
    fn invalid_attributes_are_refused() {
        for text in [
            "",
            "EventName",
            "EventName=",
            "Nothing=x",
            "ReadOnly=maybe",
            "AttributeKey=EventName",
            "AttributeKey=EventName,Value=x",
            "AttributeKey=Nothing,AttributeValue=x",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("Nothing=x").unwrap_err().contains("EventId, EventName, ReadOnly"));
    }
}
