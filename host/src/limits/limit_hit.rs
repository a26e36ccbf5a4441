//! [`LimitHit`]: the limit that a worker or a call has reached.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The limit that a worker or a call has reached, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum LimitHit {
    /// [`Limits::workers`](crate::Limits::workers)
    #[error("there may be no more than {0} worker(s)")]
    Workers(usize),
    /// [`Limits::memory`](crate::Limits::memory)
    #[error("the memory of a worker may be no more than {0} bytes")]
    Memory(usize),
    /// [`Limits::fuel`](crate::Limits::fuel)
    #[error("the fuel of an invocation may be no more than {0}")]
    Fuel(u64),
    /// [`Limits::time`](crate::Limits::time)
    #[error("the time of an invocation may be no more than {0:?}")]
    Time(Duration),
    /// [`Limits::queue`](crate::Limits::queue)
    #[error("the queue of a worker may be no longer than {0}")]
    Queue(usize),
    /// [`Limits::chain`](crate::Limits::chain)
    #[error("a chain of calls, of which each makes the next, may be no longer than {0}")]
    Chain(u32),
    /// [`Limits::request_size`](crate::Limits::request_size)
    #[error("the size of a request may be no more than {0} bytes")]
    RequestSize(usize),
    /// [`Limits::request_depth`](crate::Limits::request_depth)
    #[error("the depth of a request may be no more than {0}")]
    RequestDepth(usize),
    /// [`Limits::files`](crate::Limits::files)
    #[error("there may be no more than {0} file(s) in the directory of a worker")]
    Files(usize),
    /// [`Limits::disk`](crate::Limits::disk)
    #[error("the files of a worker may take no more than {0} bytes")]
    Disk(u64),
    /// [`Limits::open_files`](crate::Limits::open_files)
    #[error("a worker may have no more than {0} file(s) and socket(s) open")]
    OpenFiles(usize),
    /// [`Limits::handles`](crate::Limits::handles)
    #[error("a worker may have no more than {0} handle(s)")]
    Handles(usize),
}

impl LimitHit {
    /// Whether a call was refused before it began, so that there is no worker to stop.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Workers(_) | Self::Queue(_) | Self::Chain(_) | Self::RequestSize(_) | Self::RequestDepth(_)
        )
    }
}
