//! Tells of most identities that they are not on the disk, so that it is not asked for them.

use crate::import::seen::event_key::EventKey;

/// A Bloom filter of a fixed size. The more it is told of, the more often it says "perhaps"; it
/// never says "no" of what it was told of.
///
/// All bits of an identity are in one word, so that a look costs one access to memory.
pub(crate) struct BloomFilter {
    words: Vec<u64>,
}

impl BloomFilter {
    /// An empty filter of so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { words: vec![0; (bytes / size_of::<u64>()).max(1)] }
    }

    /// Takes note of an identity.
    pub(crate) fn add(&mut self, key: EventKey) {
        let (word, bits) = self.place(key);
        self.words[word] |= bits;
    }

    /// Whether the identity may have been noted.
    pub(crate) fn may_hold(&self, key: EventKey) -> bool {
        let (word, bits) = self.place(key);
        self.words[word] & bits == bits
    }

    /// Three bits of a word; the identity is a hash already.
    fn place(&self, key: EventKey) -> (usize, u64) {
        let (high, low) = key.halves();
        let bit = |shift: u32| 1 << ((high >> shift) & 63);
        (crate::import::seen::spill::share(low, self.words.len()), bit(0) | bit(6) | bit(12))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_held_and_most_of_the_rest_is_not() {
        let mut filter = BloomFilter::new(10_000);
        let key = |number: u64| EventKey::of_number(number);
        (0..8_000).for_each(|number| filter.add(key(number)));
        assert!((0..8_000).all(|number| filter.may_hold(key(number))));
        let wrong = (8_000..108_000).filter(|number| filter.may_hold(key(*number))).count();
        assert!(wrong < 5_000, "{wrong} of 100,000");
    }
}
