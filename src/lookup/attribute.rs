//! The attributes of `aws cloudtrail lookup-events`, so that habits carry over.
//!
//! Source: `LookupAttribute` in the CloudTrail API reference, and the shorthand syntax of the AWS CLI.

use std::str::FromStr;

use crate::lookup::Wanted;

/// One attribute and the value that it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    key: Key,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    EventId,
    EventName,
    ReadOnly,
    Username,
    ResourceType,
    ResourceName,
    EventSource,
    AccessKeyId,
}

const KEYS: &[(&str, Key)] = &[
    ("EventId", Key::EventId),
    ("EventName", Key::EventName),
    ("ReadOnly", Key::ReadOnly),
    ("Username", Key::Username),
    ("ResourceType", Key::ResourceType),
    ("ResourceName", Key::ResourceName),
    ("EventSource", Key::EventSource),
    ("AccessKeyId", Key::AccessKeyId),
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
        if *key == Key::ReadOnly && !is_truth {
            return Err("ReadOnly is true or false".to_owned());
        }
        Ok(Self { key: *key, value: value.to_owned() })
    }
}

impl Attribute {
    /// Adds the attribute to what is wanted.
    pub fn add_to(&self, wanted: &mut Wanted) {
        let list = match self.key {
            Key::ReadOnly => {
                wanted.read_only.push(self.value.eq_ignore_ascii_case("true"));
                return;
            }
            Key::EventId => &mut wanted.ids,
            Key::EventName => &mut wanted.names,
            Key::Username => &mut wanted.users,
            Key::ResourceType => &mut wanted.resource_types,
            Key::ResourceName => &mut wanted.resources,
            Key::EventSource => &mut wanted.sources,
            Key::AccessKeyId => &mut wanted.access_keys,
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
            let value = if *key == Key::ReadOnly { "true" } else { "a,b=c" };
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
