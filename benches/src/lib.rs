//! Measures what golem-rpc costs, compared with what one would use instead, and with the limit.
//!
//! Components are compiled as they would be deployed, and run on the real host. Fuel, host calls
//! and sizes are the same in each run. Wall time is the median of several runs in turns, so that
//! other work on the machine affects all of them alike.

pub mod baseline;
mod chart;
pub mod codec;
pub mod codegen;
pub mod fan_out;
pub mod goal;
pub mod host;
mod median;
pub mod results;
pub mod size;

use std::path::PathBuf;

/// The folder in which components are built. It is the same as that of the tests, so that what both
/// need is built only once.
fn scratch(name: &str) -> PathBuf {
    xtask::binaries::workspace().join("target/tmp").join(name)
}
