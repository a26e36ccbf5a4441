//! `wasi:io/poll`: that of the crate `wasip2` in a component, [virtual time](crate::virtual_time)
//! elsewhere.

#[cfg(target_family = "wasm")]
pub use wasip2::io::poll::{Pollable, poll};

#[cfg(not(target_family = "wasm"))]
pub use super::native::virtual_time::{Pollable, poll};
