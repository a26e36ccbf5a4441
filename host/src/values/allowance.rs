//! [`Allowance`]: how much memory and time decoding the parameters of one call may take.

use crate::limits::{LimitHit, Limits};
use crate::time::OwnTime;

/// How much memory and time is left for decoding the parameters of one call.
///
/// Several nodes of a `wit-value` may have the same child. So a value of forty nodes, each of which
/// has the next one twice, stands for 2^40 component values, more than fit into any machine.
/// Therefore memory is asked for here before each component value is made.
pub(crate) struct Allowance<'a> {
    limits: &'a Limits,
    own_time: &'a OwnTime,
    /// How many bytes were asked for so far.
    made: usize,
    /// How many more bytes may be asked for before the time is looked at again.
    until_clock: usize,
}

/// How many bytes are made between two looks at the time. That takes about a millisecond.
const BYTES_BETWEEN_CLOCKS: usize = 1 << 20;

impl<'a> Allowance<'a> {
    pub fn new(limits: &'a Limits, own_time: &'a OwnTime) -> Self {
        Self { limits, own_time, made: 0, until_clock: BYTES_BETWEEN_CLOCKS }
    }

    /// Asks for so many bytes, before they are made.
    ///
    /// # Errors
    /// [`LimitHit::RequestSize`] if that is more than is left, [`LimitHit::Time`] if there is no
    /// time left.
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
