//! Containers of known forms are recognised in any context, and no content causes a panic.

use ducktrail::internals::trail::{
    container::{self, Class, DIGEST, NOTIFICATION, Within},
    content::{self, Content},
    members,
    splitter::{Piece, Splitter},
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::properties::{cases, json};

/// Returns the container of each value.
fn containers_of(content: &[u8]) -> Vec<Within> {
    let mut splitter = Splitter::new(content);
    let mut places = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        match piece {
            Piece::Value(value) => places.push(value.within),
            Piece::Broken(broken) => panic!("{broken:?}"),
        }
    }
    places
}

/// Generates text that may precede a document.
fn before() -> impl Strategy<Value = String> {
    (select(&["", "\u{feff}"]), "[ \n\r\t]{0,3}").prop_map(|(mark, space)| format!("{mark}{space}"))
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn every_form_of_record_array_is_recognised(
        before in before(),
        (name, within) in select(container::ARRAYS),
        // Known names would make it another record array.
        members in vec(("[a-z]{9,12}", json::value()), 0..3),
        records in vec(json::record(), 1..4),
    ) {
        let mut members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        members.push(format!("\"{name}\" : [{}]", records.join(", ")));
        let content = format!("{before}{{{},\"count\":1}}\n", members.join(","));
        prop_assert_eq!(content::sniff(content.as_bytes()), Content::Json);
        let places = containers_of(content.as_bytes());
        prop_assert!(!places.is_empty() && places.iter().all(|place| *place == within), "{:?}", places);
    }

    #[test]
    fn lines_of_an_export_are_recognised(
        before in before(),
        times in vec(select(&["1700000000000", "2024-01-02T03:04:05.000Z"]), 1..4),
    ) {
        let line = " {\"a\":1}\n";
        let content = format!("{before}{}{line}", times.join(line));
        prop_assert_eq!(content::sniff(content.as_bytes()), Content::Json);
        prop_assert_eq!(containers_of(content.as_bytes()), vec![Within::LogLine; times.len()]);
    }

    #[test]
    fn a_cloudtrail_lake_table_is_recognised(
        before in before(),
        names in vec("[a-z]{1,9}", 0..5),
        at in any::<prop::sample::Index>(),
        (is_quoted, end) in (any::<bool>(), select(&["", "\n", "\r\n"])),
    ) {
        let mut names = names;
        names.insert(at.index(names.len() + 1), "eventJson".to_owned());
        if is_quoted {
            for name in &mut names {
                *name = format!("\"{name}\"");
            }
        }
        let content = format!("{before}{}{end}", names.join(","));
        prop_assert_eq!(content::sniff(content.as_bytes()), Content::LakeCsv);
    }

    #[test]
    fn records_and_other_objects_are_distinguished_with_any_other_members(
        (members, expected) in select(vec![
            (r#""eventVersion":"1.08","eventName":"A""#, Class::Event),
            (r#""eventVersion":"1.07","eventCategory":"Insight""#, Class::Insight),
            (r#""eventVersion":"1.0","eventCategory":"Aggregated""#, Class::Aggregated),
            (r#""digestStartTime":"x","logFiles":[]"#, Class::Other(DIGEST)),
            (r#""s3Bucket":"b","s3ObjectKey":["k"]"#, Class::Other(NOTIFICATION)),
        ].into_iter().map(|(members, class)| (members, format!("{class:?}"))).collect::<Vec<_>>()),
        others in vec(("[a-z]{9,12}", json::value()), 0..4),
        is_first in any::<bool>(),
    ) {
        let others: Vec<String> =
            others.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let mut parts = vec![members.to_owned()];
        parts.splice(usize::from(is_first)..usize::from(is_first), others);
        let text = format!("{{{}}}", parts.join(","));
        let members = members::split(&text).unwrap();
        prop_assert_eq!(format!("{:?}", container::classify(&members)), expected);
    }

    #[test]
    fn no_content_causes_a_panic(content in vec(any::<u8>(), 0..200), text in any::<String>()) {
        content::sniff(&content);
        content::sniff(text.as_bytes());
        for first in ["{", "[", "\"", "1", "\u{feff}", "eventJson,"] {
            content::sniff(&[first.as_bytes(), &content].concat());
        }
    }
}
