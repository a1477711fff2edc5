//! Chance that comes from a seed.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};

/// A seeded source of chance. Every part of the demo throws its own, so that a change to one leaves
/// the others as they were.
#[derive(Debug)]
pub(super) struct Dice(StdRng);

impl Dice {
    /// The dice of one part.
    pub(super) fn new(seed: u64, part: &str) -> Self {
        let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(part).finalize();
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&digest);
        Self(StdRng::from_seed(bytes))
    }

    /// Dice of one of many equal parts; cheaper than [`Dice::new`].
    pub(super) fn split(&mut self) -> Self {
        Self(StdRng::seed_from_u64(self.0.random()))
    }

    /// `lo..=hi`.
    pub(super) fn between(&mut self, lo: i64, hi: i64) -> i64 {
        if hi <= lo { lo } else { self.0.random_range(lo..=hi) }
    }

    /// A number below `len`; 0 for 0.
    pub(super) fn below(&mut self, len: usize) -> usize {
        let len = u32::try_from(len).unwrap_or(u32::MAX).max(1);
        self.0.random_range(0..len) as usize
    }

    /// `lo..hi`, in metres or whatever.
    pub(super) fn real(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.0.random::<f64>()
    }

    /// True in `percent` of 100 throws.
    pub(super) fn chance(&mut self, percent: f64) -> bool {
        self.0.random::<f64>() * 100.0 < percent
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A position, as often as its weight says; 0 when all weights are 0.
    pub(super) fn weighted(&mut self, weights: impl IntoIterator<Item = u32> + Clone) -> usize {
        let sum: u32 = weights.clone().into_iter().sum();
        let mut left = self.0.random_range(0..sum.max(1));
        for (at, weight) in weights.into_iter().enumerate() {
            if left < weight {
                return at;
            }
            left -= weight;
        }
        0
    }

    /// A position in a list of running sums.
    pub(super) fn in_sums(&mut self, sums: &[u64]) -> usize {
        let total = sums.last().copied().unwrap_or(1).max(1);
        let left = self.0.random_range(0..total);
        sums.partition_point(|sum| *sum <= left)
    }
}
