//! A slow evaluator of Sigma rules, one record at a time, that shares nothing with the program but the parser of
//! YAML.

use std::{iter::Peekable, net::IpAddr};

use regex::Regex;
use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// Reads the documents of a file as JSON.
pub(crate) fn documents(text: &str) -> Vec<Value> {
    let mut events = Parser::new_from_str(text).map(|event| event.unwrap().0).peekable();
    let mut documents = Vec::new();
    while events.peek().is_some() {
        match events.peek() {
            Some(Event::Scalar(..) | Event::MappingStart(..)) => documents.push(node(&mut events)),
            _ => drop(events.next()),
        }
    }
    documents
}

fn node<'a>(events: &mut Peekable<impl Iterator<Item = Event<'a>>>) -> Value {
    match events.next().unwrap() {
        Event::Scalar(text, ScalarStyle::Plain, ..) if matches!(&*text, "" | "~" | "null") => {
            Value::Null
        }
        Event::Scalar(text, ..) => text.into(),
        Event::SequenceStart(..) => {
            let mut list = Vec::new();
            while !matches!(events.peek(), Some(Event::SequenceEnd)) {
                list.push(node(events));
            }
            events.next();
            list.into()
        }
        Event::MappingStart(..) => {
            let mut map = Map::new();
            while !matches!(events.peek(), Some(Event::MappingEnd)) {
                let Event::Scalar(name, ..) = events.next().unwrap() else { panic!("a key") };
                map.insert(name.into(), node(events));
            }
            events.next();
            map.into()
        }
        event => panic!("{event:?}"),
    }
}

/// Returns true if the detection of a rule holds for a record.
pub(crate) fn holds(rule: &Value, record: &Value) -> bool {
    let detection = rule["detection"].as_object().unwrap();
    let conditions = elements(&detection["condition"]);
    conditions.iter().any(|condition| {
        let spaced = condition.as_str().unwrap().replace('(', " ( ").replace(')', " ) ");
        any(&mut spaced.split_whitespace().peekable(), detection, record)
    })
}

type Words<'a> = Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>, detection: &Map<String, Value>, record: &Value) -> bool {
    let mut found = all(words, detection, record);
    while words.next_if_eq(&"or").is_some() {
        found |= all(words, detection, record);
    }
    found
}

fn all(words: &mut Words<'_>, detection: &Map<String, Value>, record: &Value) -> bool {
    let mut found = one(words, detection, record);
    while words.next_if_eq(&"and").is_some() {
        found &= one(words, detection, record);
    }
    found
}

fn one(words: &mut Words<'_>, detection: &Map<String, Value>, record: &Value) -> bool {
    let word = words.next().unwrap();
    match word {
        "not" => return !one(words, detection, record),
        "(" => {
            let found = any(words, detection, record);
            assert_eq!(words.next(), Some(")"));
            return found;
        }
        _ => {}
    }
    if words.next_if_eq(&"of").is_none() {
        return selects(&detection[word], record);
    }
    let pattern = words.next().unwrap();
    let mut chosen = detection.iter().filter(|(name, _)| match pattern {
        "them" => *name != "condition" && !name.starts_with('_'),
        _ => *name != "condition" && is_like(name, pattern),
    });
    match word {
        "all" => chosen.all(|it| selects(it.1, record)),
        _ => chosen.any(|it| selects(it.1, record)),
    }
}

fn elements(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

fn selects(selection: &Value, record: &Value) -> bool {
    match selection {
        Value::Object(fields) => fields.iter().all(|(key, value)| field(key, value, record)),
        Value::Array(parts) => parts.iter().any(|part| selects(part, record)),
        keyword => field("", keyword, record),
    }
}

fn field(key: &str, value: &Value, record: &Value) -> bool {
    let mut modifiers: Vec<&str> = key.split('|').collect();
    let name = modifiers.remove(0);
    let texts = if name.is_empty() {
        if modifiers.is_empty() || modifiers == ["all"] {
            modifiers.push("contains");
        }
        record.as_object().unwrap().values().flat_map(texts).collect()
    } else {
        texts_at(record, &name.split('.').collect::<Vec<_>>())
    };
    let matches = |value: &Value| match value {
        Value::Null => texts.is_empty(),
        _ if modifiers.contains(&"exists") => (value == "true") != texts.is_empty(),
        _ => texts.iter().any(|text| is_match(text, value.as_str().unwrap(), &modifiers, record)),
    };
    let values = elements(value);
    if modifiers.contains(&"all") { values.iter().all(matches) } else { values.iter().any(matches) }
}

/// Returns the texts at a path, in any element of the lists on the way.
fn texts_at(value: &Value, path: &[&str]) -> Vec<String> {
    match (value, path) {
        (_, []) => texts(value),
        (Value::Array(list), _) => list.iter().flat_map(|it| texts_at(it, path)).collect(),
        (_, [name, rest @ ..]) => value.get(name).map(|it| texts_at(it, rest)).unwrap_or_default(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let json = value.to_string();
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => {
            let own = [json.replace("\\\"", "\""), json];
            own.into_iter().chain(list.iter().flat_map(texts)).collect()
        }
        Value::Object(_) => vec![json.replace("\\\"", "\""), json],
        _ => vec![json],
    }
}

fn is_match(text: &str, value: &str, modifiers: &[&str], record: &Value) -> bool {
    let has = |name| modifiers.contains(&name);
    let cased = |text: &str| if has("cased") { text.to_owned() } else { text.to_lowercase() };
    let number = || Some((text.parse::<f64>().ok()?, value.parse::<f64>().unwrap()));
    if has("re") {
        let flags: String = ["i", "m", "s"].into_iter().filter(|flag| has(flag)).collect();
        let flags = if flags.is_empty() { flags } else { format!("(?{flags})") };
        return Regex::new(&format!("{flags}{value}")).unwrap().is_match(text);
    }
    if has("cidr") {
        let (network, bits) = value.split_once('/').unwrap();
        let bits: u32 = bits.parse().unwrap();
        return match (network.parse::<IpAddr>(), text.parse::<IpAddr>()) {
            (Ok(IpAddr::V4(a)), Ok(IpAddr::V4(b))) => {
                (u32::from(a) ^ u32::from(b)).leading_zeros() >= bits
            }
            (Ok(IpAddr::V6(a)), Ok(IpAddr::V6(b))) => {
                (u128::from(a) ^ u128::from(b)).leading_zeros() >= bits
            }
            _ => false,
        };
    }
    for (name, accepts) in [
        ("lt", (|a, b| a < b) as fn(f64, f64) -> bool),
        ("lte", |a, b| a <= b),
        ("gt", |a, b| a > b),
        ("gte", |a, b| a >= b),
    ] {
        if has(name) {
            return number().is_some_and(|(a, b)| accepts(a, b));
        }
    }
    if has("fieldref") {
        let others = texts_at(record, &value.split('.').collect::<Vec<_>>());
        return others.iter().any(|other| {
            let (text, other) = (cased(text), cased(other));
            match modifiers {
                _ if has("contains") => text.contains(&other),
                _ if has("startswith") => text.starts_with(&other),
                _ if has("endswith") => text.ends_with(&other),
                _ => text == other,
            }
        });
    }
    let before = if has("contains") || has("endswith") { "*" } else { "" };
    let after = if has("contains") || has("startswith") { "*" } else { "" };
    is_like(&cased(text), &format!("{before}{}{after}", cased(value)))
}

/// Returns true if a whole text matches a pattern.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut letters = pattern.chars();
    let escaped = ["\\*", "\\?", "\\\\"].iter().find(|escape| pattern.starts_with(**escape));
    if let Some(escape) = escaped {
        return text.strip_prefix(&escape[1..]).is_some_and(|rest| is_like(rest, &pattern[2..]));
    }
    match letters.next() {
        None => text.is_empty(),
        Some('*') => {
            let starts = text.char_indices().map(|it| it.0).chain([text.len()]);
            let rest = letters.as_str();
            starts.into_iter().any(|at| is_like(&text[at..], rest))
        }
        Some('?') => {
            let mut text = text.chars();
            text.next().is_some() && is_like(text.as_str(), letters.as_str())
        }
        Some(letter) => {
            text.strip_prefix(letter).is_some_and(|rest| is_like(rest, letters.as_str()))
        }
    }
}
