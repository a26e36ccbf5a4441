//! Drives real components, written in component-model text so that no WebAssembly toolchain is needed.

mod adding;
mod calls;
mod command_line;
mod deadlocks;
mod failures;
mod hostile;
mod limits;
mod polling;
mod resources;
mod support;
mod virtual_time;
mod workers;
