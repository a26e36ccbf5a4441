//! [`Recording`]: what workers did and when.

use std::sync::Arc;

/// What workers did and when: see [`HostBuilder::record`](crate::HostBuilder::record).
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// Their names, in the order in which they first had to do with anything.
    pub(crate) workers: Vec<Arc<str>>,
    /// In the order in which they were made.
    pub(crate) calls: Vec<Call>,
    /// In the order in which they ended.
    pub(crate) waits: Vec<Wait>,
    /// When it ends: no less than any time in it. Nanoseconds since the host started, as all times here.
    pub(crate) end: u64,
}

/// One call, from outside or from a worker.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// A worker's number; `None` for a call from outside.
    pub caller: Option<usize>,
    pub target: usize,
    pub function: String,
    pub fire_and_forget: bool,
    pub made: u64,
    pub started: Option<u64>,
    pub ended: Option<u64>,
    pub failed: Option<String>,
}

/// A time in which a worker could not go on.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    pub worker: usize,
    pub what: String,
    pub began: u64,
    pub ended: u64,
}

/// What a call goes by in a recording.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallNumber(pub(super) usize);
