//! Numbers that look random and are the same in every run: Golem replays what a worker did.

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        // Xorshift never leaves zero.
        Self((seed ^ 0x9E37_79B9_7F4A_7C15).max(1))
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half times `end`, scaled back: no division.
        (((self.0 >> 32) * u64::from(end)) >> 32) as u32
    }
}
