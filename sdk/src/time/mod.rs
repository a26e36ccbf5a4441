//! Timers: waiting for a time, and for no longer than that. And [`Datetime`], a time of the wall
//! clock, for calls that are made at a time.

mod sleep;
mod timeout;

pub use crate::bindings::datetime::{Datetime, DatetimeError};
pub use sleep::{Sleep, sleep};
pub use timeout::{Elapsed, Timeout, timeout};
