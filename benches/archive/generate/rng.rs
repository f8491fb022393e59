//! Reproducible random numbers by `SplitMix64`.

/// A random sequence.
///
/// A sequence can be keyed by anything ([`Rng::keyed`]). So files, records, roles and buckets need not
/// be stored: each is generated again from its number, always the same.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// Returns the sequence of these keys.
    pub(crate) fn keyed(keys: &[u64]) -> Self {
        let mut rng = Self(0x5851_f42d_4c95_7f2d);
        for key in keys {
            rng.0 ^= *key;
            rng.0 = rng.next();
        }
        rng
    }

    /// Returns the next number of 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `limit`, or 0. The bias of the remainder is too small to matter.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// Returns a number below `limit`, small ones far more often, as few buckets and roles are busy.
    pub(crate) fn skewed(&mut self, limit: u64) -> u64 {
        let first = self.below(limit) + 1;
        self.below(first)
    }

    /// Returns true in `percent` of 100 calls.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Returns one of the items with equal probability, or `None` if there are none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below(items.len() as u64);
        items.get(usize::try_from(at).unwrap_or_default())
    }

    /// Returns one of the items with a probability by weight, or `None` if there are none.
    pub(crate) fn weighted<'a, T>(
        &mut self,
        items: &'a [T],
        weight: fn(&T) -> u64,
    ) -> Option<&'a T> {
        let mut left = self.below(items.iter().map(weight).sum());
        items.iter().find(|item| {
            let found = left < weight(item);
            left = left.saturating_sub(weight(item));
            found
        })
    }

    /// Appends `count` letters of an alphabet.
    pub(crate) fn letters(&mut self, out: &mut Vec<u8>, alphabet: &[u8], count: u64) {
        let size = alphabet.len() as u64;
        let mut left = 0;
        for at in 0..count {
            // One number is enough for ten letters of an alphabet of 64.
            if at % 10 == 0 {
                left = self.next();
            }
            let letter = usize::try_from(left % size).unwrap_or_default();
            out.extend(alphabet.get(letter));
            left /= size;
        }
    }
}

/// Returns the FNV-1a hash of a name, for keys.
pub(crate) fn name_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |key, byte| {
        (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
