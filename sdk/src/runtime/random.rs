//! [`Random`]: numbers that look random, but are the same in every run. When Golem replays what a
//! worker did, they must be the same again.

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        // Xorshift makes only zeros of a zero.
        Self((seed ^ 0x9E37_79B9_7F4A_7C15).max(1))
    }

    /// The next number, which is below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half, from 0 up to 2³², scaled to `end`. That is quicker than a remainder.
        (((self.0 >> 32) * u64::from(end)) >> 32) as u32
    }
}
