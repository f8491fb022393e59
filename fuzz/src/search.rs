//! A search finds only records that `serde_json` accepts. A record that stands in the text is found at its
//! offset, and wrapping a text in a string finds the same records.

use std::convert::Infallible;

use serde_json::Value;

use crate::trail::{
    container::{self, Class},
    members,
    search::{self, Found},
};

fn records(text: &str) -> Vec<(usize, String)> {
    let mut records = Vec::new();
    let searched = search::search::<Infallible>(text, "$", &mut |found| {
        if let Found::Record { path, offset, text: record } = found {
            assert!(path.starts_with('$') && path.len() < 1000 && !path.contains(char::is_control));
            assert!(offset < text.len());
            records.push((offset, record.to_owned()));
        }
        Ok(())
    });
    assert!(searched.is_ok());
    records
}

/// Fails if a search finds what is no record, or finds a record at a wrong place.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let found = records(text);
    for (offset, record) in &found {
        let members = members::split(record).unwrap();
        assert!(!matches!(container::classify(&members), Class::Unknown | Class::Envelope { .. }));
        // A record in a string or in another literal is found at that.
        let place = &text[*offset..];
        assert!(place.starts_with(record) || place.starts_with(['"', '{']));
    }
    let texts = |found: Vec<(usize, String)>| -> Vec<String> {
        found.into_iter().map(|(_, text)| text).collect()
    };
    // A string is opened unless it is short or too deep.
    let is_whole = serde_json::from_str::<Value>(text).is_ok() && text.starts_with('{');
    if is_whole && !found.is_empty() && found.iter().all(|(at, record)| text[*at..].starts_with(record)) {
        let wrapped = serde_json::json!({ "a": text }).to_string();
        assert_eq!(texts(records(&wrapped)), texts(found));
    }
}
