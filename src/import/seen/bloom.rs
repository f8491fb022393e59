//! A Bloom filter over the spilled keys, which avoids most reads of sorted runs.

use crate::import::seen::event_key::{EventKey, slot};

/// A blocked Bloom filter of fixed size: the more keys it has, the more false positives it gives.
///
/// All bits of a key are in one word, so a lookup costs one memory access.
pub(crate) struct BloomFilter {
    words: Vec<u64>,
}

impl BloomFilter {
    /// Creates an empty filter of `bytes` bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { words: vec![0; (bytes / size_of::<u64>()).max(1)] }
    }

    pub(crate) fn add(&mut self, key: EventKey) {
        let (word, bits) = self.bits(key);
        self.words[word] |= bits;
    }

    /// Returns false only if `key` was never added.
    pub(crate) fn may_contain(&self, key: EventKey) -> bool {
        let (word, bits) = self.bits(key);
        self.words[word] & bits == bits
    }

    /// Returns the word of `key` and its three bits. The key is a hash already.
    fn bits(&self, key: EventKey) -> (usize, u64) {
        let (high, low) = key.halves();
        let bit = |shift: u32| 1 << ((high >> shift) & 63);
        (slot(low, self.words.len()), bit(0) | bit(6) | bit(12))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_keys_are_found_and_few_others() {
        let mut filter = BloomFilter::new(10_000);
        let key = |number: u64| EventKey::from_number(number);
        (0..8_000).for_each(|number| filter.add(key(number)));
        assert!((0..8_000).all(|number| filter.may_contain(key(number))));
        let false_positives =
            (8_000..108_000).filter(|number| filter.may_contain(key(*number))).count();
        assert!(false_positives < 5_000, "{false_positives} of 100,000");
    }
}
