//! Which version of the interface a client calls through. All of them come to the
//! [`host`](super::host).

use crate::bindings::version::Version;

/// Stands for the functions that all versions have.
#[derive(Debug)]
pub struct Interface {
    pub(in crate::bindings) version: Version,
}

/// Stands for the functions for calls at a later time.
#[derive(Debug)]
pub struct Scheduling {
    pub(in crate::bindings) version: Version,
}
