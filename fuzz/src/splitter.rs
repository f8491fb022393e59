//! The splitter gives the same pieces regardless of the size of its reads, each piece at its position. From
//! an array that `serde_json` accepts, it gives exactly the elements.

use std::io::Read;

use crate::trail::{
    container::Within,
    content,
    splitter::{Piece, Splitter},
};
use serde_json::value::RawValue;

/// A reader that returns a few bytes at a time, to test the boundaries of the buffer.
struct SlowReader<'a>(&'a [u8], usize);

impl Read for SlowReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(out.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[derive(Debug, PartialEq)]
enum Owned {
    Value(u64, Vec<u8>, Within),
    Broken(u64, Vec<u8>, String),
}

fn pieces(mut splitter: Splitter<impl Read>) -> Vec<Owned> {
    let mut found = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        found.push(match piece {
            Piece::Value(value) => Owned::Value(value.position, value.text.to_vec(), value.within),
            Piece::Broken(broken) => {
                Owned::Broken(broken.position, broken.text.to_vec(), broken.reason)
            }
        });
    }
    found
}

/// Fails if splitting depends on the reads. The first byte is the size of the reads.
pub fn check(data: &[u8]) {
    let Some((step, content)) = data.split_first() else { return };
    content::sniff(content);
    let whole = pieces(Splitter::new(content));
    let step = usize::from(*step % 16) + 1;
    assert_eq!(whole, pieces(Splitter::new(SlowReader(content, step))));
    let mut end = 0;
    for found in &whole {
        if let Owned::Value(position, text, _) = found {
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
            let Owned::Value(_, text, Within::Array) = value else { panic!("{value:?}") };
            assert_eq!(text.as_slice(), element.get().as_bytes());
        }
    }
}
