//! The project's own commands, for `cargo xtask` and for the tests that do the same.

pub mod bench;
pub mod binaries;
pub mod counters;
pub mod demo;
pub mod interpreter;
pub mod process;
pub mod progress;
pub mod release;
pub mod rooms;
pub mod rust_versions;
pub mod seed_flow;
pub mod suites;
pub mod test;
pub mod timelines;
pub mod wasm_target;
pub mod widths;
