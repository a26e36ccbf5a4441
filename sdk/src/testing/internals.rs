//! What the tests of this crate, which are compiled as crates of their own, need of virtual time.

pub use crate::bindings::native::virtual_time::{Cost, Moment, take_cost};
