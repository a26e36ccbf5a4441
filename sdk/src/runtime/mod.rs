//! What runs futures: it polls those that were woken, and waits in the host when none was.

pub(crate) mod abort_handle;
mod block_on;
pub(crate) mod deadline;
pub(crate) mod delegation;
pub(crate) mod group;
#[cfg(all(feature = "wstd", target_family = "wasm"))]
mod in_wstd;
pub(crate) mod join_handle;
mod lock;
pub(crate) mod poll_budget;
mod polled_again;
pub(crate) mod random;
pub(crate) mod reactor;
pub(crate) mod ready_queue;
pub(crate) mod shared_timer;
mod slots;
mod spawn_local;
pub(crate) mod task_set;
mod tasks;
pub(crate) mod timers;
mod yield_now;

pub use abort_handle::AbortHandle;
pub use block_on::{Stalled, block_on, try_block_on};
#[cfg(all(feature = "wstd", target_family = "wasm"))]
pub use in_wstd::{InWstd, in_wstd};
pub use join_handle::{Join, JoinError, JoinHandle};
pub(crate) use polled_again::polled_again;
pub use spawn_local::spawn_local;
pub use yield_now::{YieldNow, yield_now};
