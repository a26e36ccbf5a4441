//! To let time pass, or not too much of it.

mod deadline;
mod one_timer;
mod sleep;
mod timeout;

pub use sleep::{Sleep, sleep};
pub use timeout::{Elapsed, Timeout, timeout};
