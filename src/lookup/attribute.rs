//! The attributes of `aws cloudtrail lookup-events`, so that habits carry over.
//!
//! Source: `LookupAttribute` in the CloudTrail API reference, and the shorthand syntax of the AWS CLI.

use std::str::FromStr;

use crate::lookup::Query;

/// One attribute and the value that it must have.
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

    /// Reads `EventName=RunInstances` or `AttributeKey=EventName,AttributeValue=RunInstances`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = shorthand(text)
            .or_else(|| text.split_once('='))
            .ok_or("write EventName=RunInstances, or AttributeKey=…,AttributeValue=…")?;
        let (_, key) =
            KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).ok_or_else(|| {
                format!("there is no attribute '{name}'; there are {}", names().join(", "))
            })?;
        let is_truth = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
        if value.is_empty() {
            return Err(format!("{name} has no value"));
        }
        if *key == AttributeKey::ReadOnly && !is_truth {
            return Err("ReadOnly is true or false".to_owned());
        }
        Ok(Self { key: *key, value: value.to_owned() })
    }
}

impl Attribute {
    /// Adds the attribute to what is wanted.
    pub(crate) fn add_to(&self, wanted: &mut Query) {
        let list = match self.key {
            AttributeKey::ReadOnly => {
                wanted.read_only.push(self.value.eq_ignore_ascii_case("true"));
                return;
            }
            AttributeKey::EventId => &mut wanted.ids,
            AttributeKey::EventName => &mut wanted.names,
            AttributeKey::Username => &mut wanted.users,
            AttributeKey::ResourceType => &mut wanted.resource_types,
            AttributeKey::ResourceName => &mut wanted.resources,
            AttributeKey::EventSource => &mut wanted.sources,
            AttributeKey::AccessKeyId => &mut wanted.access_keys,
        };
        list.push(self.value.clone());
    }
}

/// Key and value of `AttributeKey=…,AttributeValue=…`; the value may hold commas.
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
    fn both_forms_are_read() {
        for (name, key) in KEYS {
            let value = if *key == AttributeKey::ReadOnly { "true" } else { "a,b=c" };
            let expected = Ok(Attribute { key: *key, value: value.to_owned() });
            assert_eq!(read(&format!("{name}={value}")), expected);
            assert_eq!(read(&format!("AttributeKey={name},AttributeValue={value}")), expected);
            assert_eq!(read(&format!("AttributeKey={name}, AttributeValue={value}")), expected);
        }
    }

    #[test]
    fn what_is_no_attribute_is_refused() {
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
