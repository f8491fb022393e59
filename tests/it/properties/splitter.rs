//! The splitter finds the same pieces at any buffer boundaries and omits no part of the content.

use std::io::{self, Read};

use ducktrail::internals::trail::{
    container::Within,
    splitter::{Piece, Splitter},
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::properties::{cases, json};

/// A reader that returns bytes in chunks of these lengths, cyclically.
struct ChunkReader<'a> {
    content: &'a [u8],
    lengths: &'a [usize],
    reads: usize,
}

impl Read for ChunkReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.lengths[self.reads % self.lengths.len()];
        self.reads += 1;
        let count = length.min(self.content.len()).min(out.len());
        out[..count].copy_from_slice(&self.content[..count]);
        self.content = &self.content[count..];
        Ok(count)
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Found {
    Value { position: u64, text: Vec<u8>, within: Within },
    Broken { position: u64, text: Vec<u8>, reason: String, resumed: bool, cut_off: bool },
}

fn pieces(mut splitter: Splitter<impl Read>) -> Vec<Found> {
    let mut found = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        found.push(match piece {
            Piece::Value(value) => Found::Value {
                position: value.position,
                text: value.text.to_vec(),
                within: value.within,
            },
            Piece::Broken(broken) => Found::Broken {
                position: broken.position,
                text: broken.text.to_vec(),
                reason: broken.reason,
                resumed: broken.resumed,
                cut_off: broken.cut_off,
            },
        });
    }
    found
}

/// Fragments of containers.
#[rustfmt::skip]
const PARTS: &[&[u8]] = &[
    b"{", b"}", b"[", b"]", b",", b":", b"\"", b"\\", b"\n", b"\n{", b"\r\n", b" ", b"x", b"1",
    b"\"a\"", b"{}", b"{\"a\":1}", b"]}", b"\"\\\"\"", b"1700000000000 ",
    b"2024-01-02T03:04:05Z ", b"\xef\xbb\xbf", b"\xff", b"\0", b"null", b"},\n{",
];

/// The starts of record arrays.
const ARRAYS: &[&[u8]] = &[b"{\"Records\":[", b"\"Records\":[", b"\"events\" : ["];

/// Generates fragments in random order.
fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        9 => select([PARTS, ARRAYS].concat()).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Returns a record on one line with a unique start.
fn numbered(number: usize, record: &str) -> String {
    let record = record.replace(['\n', '\r', '\t'], " ");
    let members = &record[1..];
    let comma = if members == "}" { "" } else { "," };
    format!("{{\"number\":\"<{number}>\"{comma}{members}")
}

/// A form of a container.
#[derive(Clone, Copy, Debug)]
enum Form {
    Lines,
    Array,
    Records,
    Export,
    /// With members after the records.
    Framed,
}

const FORMS: &[Form] = &[Form::Lines, Form::Array, Form::Records, Form::Export, Form::Framed];

impl Form {
    fn write(self, records: &[String]) -> String {
        match self {
            Self::Lines => records.join("\n") + "\n",
            Self::Array => format!("[{}]\n", records.join(",")),
            Self::Records => format!("{{\"x\":1,\"Records\":[{}]}}\n", records.join(", ")),
            Self::Framed => format!("{{\"Records\":[{}],\"y\":{{}}}}\n", records.join(",\n")),
            Self::Export => {
                let time = "2024-01-02T03:04:05.000Z ";
                format!("{time}{}\n", records.join(&format!("\n{time}")))
            }
        }
    }
}

/// Generates consecutive documents of several forms, and their records.
fn documents(forms: &'static [Form]) -> impl Strategy<Value = (String, Vec<String>)> {
    vec((select(forms), vec(json::record(), 1..4)), 1..5).prop_map(|documents| {
        let mut content = String::new();
        let mut all = Vec::new();
        for (form, records) in documents {
            let from = all.len();
            let numbered =
                records.iter().zip(from..).map(|(record, number)| numbered(number, record));
            all.extend(numbered);
            content += &form.write(&all[from..]);
        }
        (content, all)
    })
}

/// Generates documents that are damaged at least `from` bytes after the start, and the number of records.
pub(crate) fn damaged(from: usize) -> impl Strategy<Value = (Vec<u8>, usize)> {
    // After a member name, a record would be the value of that member.
    let documents = documents(&FORMS[..4]);
    // Only one fragment: several could form an object around the following records.
    let put = prop_oneof![select(PARTS).prop_map(<[u8]>::to_vec), vec(any::<u8>(), 0..4)];
    (documents, any::<prop::sample::Index>(), 0_usize..40, put).prop_map(
        move |((content, records), at, removed, put)| {
            let mut content = content.into_bytes();
            let at = at.index(content.len()).max(from).min(content.len());
            let end = (at + removed).min(content.len());
            content.splice(at..end, put);
            (content, records.len())
        },
    )
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn pieces_do_not_depend_on_buffer_boundaries(
        content in prop_oneof![fragments(), documents(FORMS).prop_map(|(content, _)| content.into_bytes())],
        lengths in vec(1_usize..20, 1..6),
    ) {
        let whole = pieces(Splitter::new(content.as_slice()));
        let slow = ChunkReader { content: &content, lengths: &lengths, reads: 0 };
        prop_assert_eq!(&pieces(Splitter::new(slow)), &whole);
        let mut end = 0;
        for found in whole {
            if let Found::Value { position, text, .. } = found {
                let start = usize::try_from(position).unwrap();
                prop_assert!(start >= end, "a value overlaps the one before it");
                end = start + text.len();
                prop_assert_eq!(&content[start..end], text);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn every_record_of_intact_content_is_found_once((content, records) in documents(FORMS)) {
        let found = pieces(Splitter::new(content.as_bytes()));
        let mut values = Vec::new();
        for piece in found {
            match piece {
                Found::Value { text, .. } => values.push(String::from_utf8(text).unwrap()),
                broken @ Found::Broken { .. } => prop_assert!(false, "{:?}\n{}", broken, content),
            }
        }
        prop_assert_eq!(values, records);
    }

    #[test]
    fn every_record_of_damaged_content_is_found_or_rejected(
        (content, records) in damaged(0),
    ) {
        let found = pieces(Splitter::new(content.as_slice()));
        let texts: Vec<&[u8]> = found
            .iter()
            .map(|found| match found {
                Found::Value { text, .. } | Found::Broken { text, .. } => text.as_slice(),
            })
            .collect();
        let holds = |text: &[u8], part: &str| memchr::memmem::find(text, part.as_bytes()).is_some();
        for number in 0..records {
            let mark = format!("{{\"number\":\"<{number}>\"");
            if holds(&content, &mark) {
                prop_assert!(
                    texts.iter().any(|text| holds(text, &mark)),
                    "{} is lost:\n{}", mark, String::from_utf8_lossy(&content)
                );
            }
        }
    }
}
