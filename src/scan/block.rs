//! A block of values from a large file, which any thread can convert to rows.

use crate::trail::{
    container::Within,
    splitter::{Reading, Value},
};

/// The number of bytes at which a block is full. It fits into the cache of a core, and is large enough
/// that the locks around a block cost little.
const FULL_BYTES: usize = 256 << 10;

/// The number of values at which a block is full, however small they are.
const FULL_VALUES: usize = 4 << 10;

/// Some values of one file.
pub(crate) struct Block {
    /// The texts of the values, without separators.
    text: Vec<u8>,
    values: Vec<Span>,
    /// The index of the next value to return.
    next: usize,
}

/// The place of a value in its file, and its end in the block.
struct Span {
    position: u64,
    within: Within,
    path: Box<str>,
    end: usize,
}

impl Block {
    /// Creates an empty block.
    pub(crate) fn new() -> Self {
        // The last value may exceed the limit, but rarely by more than a quarter of it.
        Self { text: Vec::with_capacity(FULL_BYTES + FULL_BYTES / 4), values: Vec::new(), next: 0 }
    }

    /// Returns true if no more values should be added.
    pub(crate) fn is_full(&self) -> bool {
        self.text.len() >= FULL_BYTES || self.values.len() >= FULL_VALUES
    }

    /// Returns true if no value was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, value: &Value<'_>) {
        let Value { position, text, within, path, .. } = *value;
        // Without this, a large value would take the next power of two.
        self.text.reserve_exact(text.len());
        self.text.extend_from_slice(text);
        self.values.push(Span { position, within, path: path.into(), end: self.text.len() });
    }

    /// Returns the next value, or `None` after the last.
    pub(crate) fn next_value(&mut self) -> Option<Value<'_>> {
        let start = self.next.checked_sub(1).map_or(0, |last| self.values[last].end);
        let Span { position, within, path, end } = self.values.get(self.next)?;
        self.next += 1;
        let (position, within, text) = (*position, *within, &self.text[start..*end]);
        Some(Value { position, text, within, reading: Reading::None, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(position: u64, text: &[u8]) -> Value<'_> {
        Value { position, text, within: Within::Records, reading: Reading::None, path: "" }
    }

    #[test]
    fn values_are_returned_in_order_and_unchanged() {
        let mut block = Block::new();
        let texts = ["{}", "", "[1]", "\"x\""];
        for (position, text) in (7..).zip(texts) {
            block.push(&value(position, text.as_bytes()));
        }
        for (position, text) in (7..).zip(texts) {
            let value = block.next_value().unwrap();
            assert_eq!((value.position, value.text), (position, text.as_bytes()));
            assert_eq!(value.within, Within::Records);
        }
        assert!(block.next_value().is_none());
    }

    #[test]
    fn a_block_is_bounded_by_bytes_and_by_values() {
        let fill = |text: &[u8]| {
            let mut block = Block::new();
            let mut count = 0;
            while !block.is_full() {
                block.push(&value(0, text));
                count += 1;
            }
            (count, block.text.capacity())
        };
        assert_eq!(fill(b"").0, FULL_VALUES);
        assert_eq!(fill(&[b' '; 1 << 10]), (FULL_BYTES >> 10, FULL_BYTES + FULL_BYTES / 4));
        assert_eq!(fill(&vec![b' '; 16 << 20]), (1, 16 << 20));
    }
}
