//! Timers: waiting for a time, and for no longer than that.

mod sleep;
mod timeout;

pub use sleep::{Sleep, sleep};
pub use timeout::{Elapsed, Timeout, timeout};
