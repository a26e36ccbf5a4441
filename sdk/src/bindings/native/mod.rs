//! What stands in for the host interfaces outside of a component, in plain `cargo test`.
//!
//! Time is [virtual](virtual_time), and calls are answered by the [`host`](host::Host).

pub(super) mod clock;
pub(crate) mod host;
pub(crate) mod interface;
pub(crate) mod interfaces;
pub(crate) mod no_ephemeral_workers;
pub(crate) mod poll_list;
pub(crate) mod scheduled;
pub(crate) mod virtual_time;
pub(crate) mod wire;
