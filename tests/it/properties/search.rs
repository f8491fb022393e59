//! A search finds a record wherever it is put, finds nothing that is no record, and causes no panic.

use std::convert::Infallible;

use ducktrail::internals::trail::{
    container::{self, Class},
    content, members,
    search::{self, Found},
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::json;

use crate::properties::{cases, json};

const RECORD: &str = r#"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser"},"eventTime":"2026-03-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket","awsRegion":"us-east-1"}"#;

/// Returns the offset and the text of each record.
fn found(text: &str) -> Vec<(usize, String)> {
    let mut records = Vec::new();
    let searched = search::search::<Infallible>(text, "$", &mut |found| {
        if let Found::Record { path, offset, text } = found {
            assert!(path.starts_with('$') && path.len() < 1000);
            assert!(!path.contains(char::is_control), "{path}");
            records.push((offset, text.to_owned()));
        }
        Ok(())
    });
    assert!(searched.is_ok());
    records
}

/// A way to put a text into another value.
#[derive(Clone, Copy, Debug)]
enum Wrapper {
    Member,
    Element,
    Text,
}

fn wrap(text: &str, wrapper: Wrapper, name: &str, other: &str) -> String {
    match wrapper {
        Wrapper::Member => format!("{{{}:{text},\"z\":{other}}}", json!(name)),
        Wrapper::Element => format!("[{other}, {text}]"),
        Wrapper::Text => format!("{{\"y\":{other},{}:{}}}", json!(name), json!(text)),
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_record_is_found_wherever_it_is(
        wrappers in vec((select(&[Wrapper::Member, Wrapper::Element, Wrapper::Text]), any::<String>(), json::value()), 0..6),
    ) {
        let mut text = RECORD.to_owned();
        for (wrapper, name, other) in &wrappers {
            text = wrap(&text, *wrapper, name, other);
        }
        let records = found(&text);
        prop_assert_eq!(records.len(), 1, "{}", text);
        prop_assert_eq!(&records[0].1, RECORD);
        let start = &text[records[0].0..];
        prop_assert!(start.starts_with(RECORD) || start.starts_with('"'), "{}", start);
    }

    #[test]
    fn damaged_text_gives_only_records(
        wrappers in vec((select(&[Wrapper::Member, Wrapper::Text]), "[a-z\n]{0,3}", json::value()), 0..4),
        edits in vec((any::<prop::sample::Index>(), 0_usize..4, select(&["", "\"", "{", "}", "\\", "[", "\n", ":", ",", "é"])), 1..5),
    ) {
        let mut text = RECORD.to_owned();
        for (wrapper, name, other) in &wrappers {
            text = wrap(&text, *wrapper, name, other);
        }
        let mut letters: Vec<char> = text.chars().collect();
        for (at, removed, put) in edits {
            let at = at.index(letters.len() + 1);
            let end = (at + removed).min(letters.len());
            letters.splice(at..end, put.chars());
        }
        let text: String = letters.into_iter().collect();
        for (offset, record) in found(&text) {
            prop_assert!(offset < text.len());
            let members = members::split(&record).unwrap();
            prop_assert_eq!(container::classify(&members), Class::Event);
        }
    }

    #[test]
    fn no_text_causes_a_panic(text in any::<String>(), parts in vec(select(&["{", "}", "[", "]", "\"", "\\", ":", ",", "\n", "a", "{\"", "\"a\":"]), 0..40)) {
        found(&text);
        let text = parts.concat();
        found(&text);
        content::sniff(text.as_bytes());
    }
}
