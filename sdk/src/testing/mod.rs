//! Tests of components in plain `cargo test`, outside of Golem.

pub mod mock;
