//! Any content is told apart without a panic; what another reader takes for JSON is told as JSON, and
//! of a document the records are the elements of its arrays of records, or it is one itself.
#![no_main]

#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/trail/mod.rs"]
mod trail;

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;
use trail::{
    container::{self, ARRAYS, Class, Content, Within},
    members::{self, Member},
    splitter::{Piece, Splitter},
};

/// What the splitter must find in an object whose names have no escapes.
fn records<'a>(object: &'a str, members: &[Member<'a>]) -> Vec<(Within, &'a str)> {
    let mut records = Vec::new();
    let mut has_array = false;
    for member in members {
        let known = ARRAYS.iter().find(|(name, _)| *name == member.name);
        let Some((_, within)) = known.filter(|_| member.value.starts_with('[')) else { continue };
        has_array = true;
        let elements: Vec<&RawValue> = serde_json::from_str(member.value).unwrap();
        records.extend(elements.into_iter().map(|element| (*within, element.get())));
    }
    if !has_array {
        records.push((Within::Top, object.trim_ascii()));
    }
    records
}

/// Looks into an object, and into what it wraps; that is smaller, so it ends.
fn look_into(members: &[Member<'_>], length: usize) {
    match container::classify(members) {
        Class::Envelope { inside: Some(inside), .. } => {
            assert!(inside.starts_with('{') && inside.len() < length);
            let inside: Cow<'_, str> = inside;
            if let Ok(members) = members::split(&inside) {
                look_into(&members, inside.len());
            }
        }
        Class::Event => {
            let names = ["eventVersion", "eventName"];
            assert!(members.iter().any(|member| names.contains(&member.name.as_ref())));
        }
        _ => {}
    }
}

fuzz_target!(|content: &[u8]| {
    let told = container::sniff(content);
    if !content.starts_with(b"\xef\xbb\xbf") {
        assert_eq!(container::sniff(&[b"\xef\xbb\xbf \n", content].concat()), told);
    }
    let Ok(text) = str::from_utf8(content) else { return };
    let Ok(members) = members::split(text) else { return };
    assert_eq!(told, Content::Json);
    look_into(&members, text.len());
    if text.contains('\\') {
        return;
    }
    let mut found = Vec::new();
    let mut splitter = Splitter::new(content);
    while let Some(piece) = splitter.next_piece() {
        let Piece::Value(value) = piece else { panic!("{piece:?}") };
        found.push((value.within, String::from_utf8(value.text.to_vec()).unwrap()));
    }
    let found: Vec<_> = found.iter().map(|(within, text)| (*within, text.as_str())).collect();
    assert_eq!(found, records(text, &members));
});
