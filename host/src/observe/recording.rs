//! [`Recording`]: what workers did and when.

use std::sync::Arc;

/// What workers did and when: see [`HostBuilder::record`](crate::HostBuilder::record).
///
/// It is looked at as a trace ([`to_chrome_trace`](Self::to_chrome_trace)) or as a picture
/// ([`to_timeline_svg`](Self::to_timeline_svg)).
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// The workers, as `component/worker`, in the order in which they first called or were called.
    /// A worker's number is its place in here.
    pub(crate) workers: Vec<Arc<str>>,
    /// All calls, in the order in which they were made.
    pub(crate) calls: Vec<RecordedCall>,
    /// All waits, in the order in which they ended.
    pub(crate) waits: Vec<RecordedWait>,
    /// All crashes, in their order.
    pub(crate) crashes: Vec<RecordedCrash>,
    /// When the recording ends. No time in it is later. All times are in nanoseconds since the host
    /// started.
    pub(crate) end: u64,
}

/// What is recorded of one call, from outside or from a worker.
#[derive(Clone, Debug)]
pub(crate) struct RecordedCall {
    /// The number of the worker that made it; `None` for a call from outside.
    pub caller: Option<usize>,
    /// The number of the worker that was called.
    pub target: usize,
    pub function: String,
    pub fire_and_forget: bool,
    pub made: u64,
    pub started: Option<u64>,
    pub ended: Option<u64>,
    /// Why it failed, if it did.
    pub failed: Option<String>,
}

/// What is recorded of a worker that lost its instance.
#[derive(Clone, Debug)]
pub(crate) struct RecordedCrash {
    pub worker: usize,
    pub when: u64,
}

/// What is recorded of a time in which a worker could not go on.
#[derive(Clone, Debug)]
pub(crate) struct RecordedWait {
    pub worker: usize,
    pub what: String,
    pub began: u64,
    pub ended: u64,
}

/// The place of a call in [`Recording::calls`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallNumber(pub(super) usize);
