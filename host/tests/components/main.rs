//! Drives real components, written in component-model text: for what a compiler does not make, and for single calls of the protocol in any order.
//! The rest is in `tests/host`, with components as their authors have them.

mod adding;
mod calls;
mod deadlocks;
mod failures;
mod golem;
mod hostile;
mod limits;
mod lint;
mod polling;
mod recording;
mod resources;
mod support;
mod virtual_time;
mod workers;
