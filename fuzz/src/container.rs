//! Content of any form is classified without a panic. Content that another parser accepts is classified as
//! JSON. The records of a document are the elements of its record arrays, or the document itself.

use std::borrow::Cow;

use crate::trail::{
    container::{self, ARRAYS, Class, Within},
    content::{self, Content},
    members::{self, Member},
    splitter::{Piece, Splitter},
};
use serde_json::value::RawValue;

/// Returns the records that the splitter must find in an object whose names have no escapes.
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

/// Checks the class of an object and of the objects that it wraps. Each is smaller, so this ends.
fn check_class(members: &[Member<'_>], length: usize) {
    match container::classify(members) {
        Class::Envelope { inside: Some(inside), .. } => {
            assert!(inside.starts_with('{') && inside.len() < length);
            let inside: Cow<'_, str> = inside;
            if let Ok(members) = members::split(&inside) {
                check_class(&members, inside.len());
            }
        }
        Class::Event => {
            let names = ["eventVersion", "eventName"];
            assert!(members.iter().any(|member| names.contains(&member.name.as_ref())));
        }
        _ => {}
    }
}

/// Fails if the form, the class or the records of content are wrong.
pub fn check(data: &[u8]) {
    let content = data;
    let form = content::sniff(content);
    if !content.starts_with(b"\xef\xbb\xbf") {
        assert_eq!(content::sniff(&[b"\xef\xbb\xbf \n", content].concat()), form);
    }
    let Ok(text) = str::from_utf8(content) else { return };
    let Ok(members) = members::split(text) else { return };
    assert_eq!(form, Content::Json);
    check_class(&members, text.len());
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
}
