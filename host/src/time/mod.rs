//! Time: what time it is for workers, how long they compute, and how long they may take.

mod busy;
mod clock;
mod own_time;
mod time_limit;
mod virtual_clock;

pub(crate) use busy::{Times, timed};
pub(crate) use clock::Clock;
pub(crate) use own_time::OwnTime;
pub(crate) use time_limit::in_time;
pub(crate) use virtual_clock::VirtualClock;
