//! Chance from a seed.

/// Numbers that follow from a seed alone (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn whole(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `least` to below `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.whole() % most.saturating_sub(least).max(1)
    }

    /// True in `share` of a thousand throws.
    pub fn happens(&mut self, share: u64) -> bool {
        self.between(0, 1000) < share
    }

    /// Other dice, whose throws say nothing about these.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self(self.whole())
    }
}
