//! Tests of components in plain `cargo test`, outside of Golem.

pub mod internals;
pub mod mock;
pub mod virtual_time;
