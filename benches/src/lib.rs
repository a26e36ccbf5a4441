//! What golem-rpc costs, beside what one would take instead and beside the limit.
//!
//! Components are compiled as one would deploy them and run on the real host. Fuel, host calls and sizes are the same in every run; wall
//! time is the median of runs that take turns, so that whatever else the machine does meets all alike.

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

/// Where the components are built: the folder of the tests, so that what both build is built once.
fn scratch(name: &str) -> PathBuf {
    xtask::binaries::workspace().join("target/tmp").join(name)
}
