//! Random numbers that can be repeated by their seed.

use std::{
    env,
    time::{SystemTime, UNIX_EPOCH},
};

/// A `SplitMix64` generator.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a generator with the seed of `DUCKTRAIL_SEED`, or else of the clock, and prints the seed.
    pub(crate) fn new(what: &str) -> Self {
        let asked = env::var("DUCKTRAIL_SEED").ok().map(|seed| seed.parse().unwrap());
        let since = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let seed = asked.unwrap_or_else(|| since().as_secs());
        eprintln!("{what}: DUCKTRAIL_SEED={seed}");
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// Returns the number of random faults: `few`, or `many` with `DUCKTRAIL_FAULTS=long`.
pub(crate) fn rounds(few: u64, many: u64) -> u64 {
    if env::var("DUCKTRAIL_FAULTS").is_ok_and(|form| form == "long") { many } else { few }
}
