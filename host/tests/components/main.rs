//! Tests with components that are written in the text form of the component model. They can do what
//! a compiler never makes, and make single calls of the protocol in any order. Other tests are in
//! `tests/host`, with components that are written in Rust.

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
