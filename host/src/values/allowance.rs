//! [`Allowance`]: how much memory and time the parameters of one call may take while they are decoded.

use crate::limits::{LimitHit, Limits};
use crate::time::OwnTime;

/// What is left for the parameters of one call.
///
/// The nodes of a `wit-value` may be shared: a few of them can stand for more bytes than any machine has. So each value is paid
/// for before it is made.
pub(crate) struct Allowance<'a> {
    limits: &'a Limits,
    own_time: &'a OwnTime,
    /// Bytes of the values that were made so far.
    made: usize,
    /// So many bytes may be made before the clock is asked.
    until_clock: usize,
}

/// Takes about a millisecond.
const BYTES_BETWEEN_CLOCKS: usize = 1 << 20;

impl<'a> Allowance<'a> {
    pub fn new(limits: &'a Limits, own_time: &'a OwnTime) -> Self {
        Self { limits, own_time, made: 0, until_clock: BYTES_BETWEEN_CLOCKS }
    }

    /// Asked before so many bytes are made.
    pub fn pay(&mut self, bytes: usize) -> Result<(), LimitHit> {
        self.made = self.made.saturating_add(bytes);
        let limit = self.limits.made_of_request();
        if self.made > limit {
            return Err(LimitHit::RequestSize(limit));
        }
        match self.until_clock.checked_sub(bytes) {
            Some(left) => self.until_clock = left,
            None => {
                self.until_clock = BYTES_BETWEEN_CLOCKS;
                if let Some(limit) = self.limits.time
                    && self.own_time.is_longer_than(limit)
                {
                    return Err(LimitHit::Time(limit));
                }
            }
        }
        Ok(())
    }
}
