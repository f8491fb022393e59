//! A set of hashes that takes four bytes for each, so that tens of millions fit into little memory.

/// The leading bits of a hash that choose its shard.
const SHARD_BITS: u32 = 12;

/// The bits of a hash that are kept.
pub(crate) const BITS: u32 = SHARD_BITS + u32::BITS;

/// A set of the leading [`BITS`] bits of hashes. Of ten million, one in two million others is found, too: whoever
/// asks must be sure by other means.
#[derive(Debug)]
pub(crate) struct Fingerprints {
    /// The bits after those of the shard, sorted.
    shards: Vec<Vec<u32>>,
}

impl Default for Fingerprints {
    fn default() -> Self {
        Self { shards: vec![Vec::new(); 1 << SHARD_BITS] }
    }
}

impl Fingerprints {
    /// Adds a hash.
    pub(crate) fn insert(&mut self, hash: u64) {
        let (shard, rest) = parts(hash);
        let shard = &mut self.shards[shard];
        if let Err(at) = shard.binary_search(&rest) {
            if shard.len() == shard.capacity() {
                // Doubling would leave a third of the memory unused.
                shard.reserve_exact(shard.len() / 8 + 8);
            }
            shard.insert(at, rest);
        }
    }

    /// Returns true if a hash was added, or another with the same leading bits.
    pub(crate) fn may_contain(&self, hash: u64) -> bool {
        let (shard, rest) = parts(hash);
        self.shards[shard].binary_search(&rest).is_ok()
    }

    /// Returns true if nothing was added.
    pub(crate) fn is_empty(&self) -> bool {
        self.shards.iter().all(Vec::is_empty)
    }
}

/// Returns the index of a hash's shard, and the bits after it.
fn parts(hash: u64) -> (usize, u32) {
    let (shard, rest) = (hash >> (u64::BITS - SHARD_BITS), hash << SHARD_BITS >> u32::BITS);
    (usize::try_from(shard).unwrap_or_default(), u32::try_from(rest).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_and_hardly_anything_else() {
        let scattered = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut all = Fingerprints::default();
        assert!(all.is_empty() && !all.may_contain(0));
        for number in (0..200_000).chain(0..1000) {
            all.insert(scattered(number));
        }
        assert!((0..200_000).all(|number| all.may_contain(scattered(number))));
        assert_eq!(
            (200_000..400_000).filter(|number| all.may_contain(scattered(*number))).count(),
            0
        );
        assert_eq!(all.shards.iter().map(Vec::len).sum::<usize>(), 200_000);
        let bytes = all.shards.iter().map(|shard| shard.capacity() * 4).sum::<usize>();
        assert!(bytes < 200_000 * 6, "{bytes}");
        // Only the leading bits count.
        all.insert(u64::MAX);
        assert!(all.may_contain(u64::MAX << (u64::BITS - BITS)));
        assert!(!all.may_contain(u64::MAX << (u64::BITS - BITS + 1)));
    }
}
