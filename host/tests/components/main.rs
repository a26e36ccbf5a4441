//! Drives real components, written in component-model text so that no WebAssembly toolchain is needed.

mod adding;
mod calls;
mod command_line;
mod deadlocks;
mod failures;
mod faults;
mod golem;
mod hostile;
mod limits;
mod lint;
mod polling;
mod recording;
mod resources;
mod support;
mod toolchains;
mod virtual_time;
mod workers;
