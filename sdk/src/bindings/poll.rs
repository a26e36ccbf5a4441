//! `wasi:io/poll`: the crate `wasip2`'s on wasm, [virtual time](super::super::virtual_time) elsewhere.

#[cfg(target_family = "wasm")]
pub use wasip2::io::poll::{Pollable, poll};

#[cfg(not(target_family = "wasm"))]
pub use crate::virtual_time::{Pollable, poll};
