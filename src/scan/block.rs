//! A stretch of the values of a large file, cut out to be made into rows by whichever thread has time.

use crate::trail::{container::Within, splitter::Value};

/// How many bytes of values make a block. It is small enough to lie in a core's cache when it is read
/// again, and large enough for the locks around it not to count.
const ENOUGH: usize = 256 << 10;

/// How many values make a block, however small they are.
const MANY: usize = 4 << 10;

/// Some values of one file, copied one behind the other.
pub(crate) struct Block {
    text: Vec<u8>,
    values: Vec<Place>,
    /// How many values were taken out.
    taken: usize,
}

/// Where a value stood in its file, and where it ends in the block.
struct Place {
    position: u64,
    within: Within,
    end: usize,
}

impl Block {
    /// An empty block.
    pub(crate) fn new() -> Self {
        // The last value goes beyond what is enough; hardly one does so by more.
        Self { text: Vec::with_capacity(ENOUGH + ENOUGH / 4), values: Vec::new(), taken: 0 }
    }

    /// Whether no more values are to be added. One of the largest is a block of its own, or the last
    /// of one.
    pub(crate) fn is_full(&self) -> bool {
        self.text.len() >= ENOUGH || self.values.len() >= MANY
    }

    /// Whether nothing was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Adds a value.
    pub(crate) fn push(&mut self, value: &Value<'_>) {
        let Value { position, text, within } = *value;
        // A large value takes its own size, and not that of the next power of two.
        self.text.reserve_exact(text.len());
        self.text.extend_from_slice(text);
        self.values.push(Place { position, within, end: self.text.len() });
    }

    /// The next value.
    pub(crate) fn take(&mut self) -> Option<Value<'_>> {
        let start = self.taken.checked_sub(1).map_or(0, |last| self.values[last].end);
        let Place { position, within, end } = *self.values.get(self.taken)?;
        self.taken += 1;
        Some(Value { position, text: &self.text[start..end], within })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_out_as_they_went_in() {
        let mut block = Block::new();
        let texts = ["{}", "", "[1]", "\"x\""];
        for (position, text) in (7..).zip(texts) {
            block.push(&Value { position, text: text.as_bytes(), within: Within::Records });
        }
        for (position, text) in (7..).zip(texts) {
            let value = block.take().unwrap();
            assert_eq!((value.position, value.text), (position, text.as_bytes()));
            assert_eq!(value.within, Within::Records);
        }
        assert!(block.take().is_none());
    }

    #[test]
    fn a_block_is_bounded_by_bytes_and_by_values() {
        let fill = |text: &[u8]| {
            let mut block = Block::new();
            let mut count = 0;
            while !block.is_full() {
                block.push(&Value { position: 0, text, within: Within::Top });
                count += 1;
            }
            (count, block.text.capacity())
        };
        assert_eq!(fill(b"").0, MANY);
        assert_eq!(fill(&[b' '; 1 << 10]), (ENOUGH >> 10, ENOUGH + ENOUGH / 4));
        assert_eq!(fill(&vec![b' '; 16 << 20]), (1, 16 << 20));
    }
}
