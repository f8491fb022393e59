//! Any content is told and cut into the same pieces, however it comes in, each piece where it says;
//! an array that serde_json reads gives exactly its elements.
#![no_main]

#[allow(dead_code, reason = "the targets use parts of it")]
#[path = "../../src/trail/mod.rs"]
mod trail;

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;
use trail::{
    container::{self, Within},
    splitter::{Piece, Splitter},
};

/// Hands out a few bytes at a time, to meet the boundaries of the buffer.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(out.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[derive(Debug, PartialEq)]
enum Found {
    Value(u64, Vec<u8>, Within),
    Broken(u64, Vec<u8>, String),
}

fn pieces(mut splitter: Splitter<impl Read>) -> Vec<Found> {
    let mut found = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        found.push(match piece {
            Piece::Value(value) => Found::Value(value.position, value.text.to_vec(), value.within),
            Piece::Broken(broken) => {
                Found::Broken(broken.position, broken.text.to_vec(), broken.reason)
            }
        });
    }
    found
}

fuzz_target!(|data: &[u8]| {
    let Some((step, content)) = data.split_first() else { return };
    container::sniff(content);
    let whole = pieces(Splitter::new(content));
    let step = usize::from(*step % 16) + 1;
    assert_eq!(whole, pieces(Splitter::new(Trickle(content, step))));
    let mut end = 0;
    for found in &whole {
        if let Found::Value(position, text, _) = found {
            let start = usize::try_from(*position).unwrap();
            assert!(start >= end, "a value overlaps the one before it");
            end = start + text.len();
            assert_eq!(&content[start..end], text.as_slice());
        }
    }
    if let Ok(elements) = serde_json::from_slice::<Vec<&RawValue>>(content) {
        let values: Vec<_> = whole.into_iter().collect();
        assert_eq!(values.len(), elements.len());
        for (value, element) in values.iter().zip(elements) {
            let Found::Value(_, text, Within::Array) = value else { panic!("{value:?}") };
            assert_eq!(text.as_slice(), element.get().as_bytes());
        }
    }
});
