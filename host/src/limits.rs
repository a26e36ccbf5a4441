//! [`Limits`]: how much workers may take.

use std::time::Duration;

use crate::bindings::WitValue;

/// How much workers may take. By default there are no limits.
///
/// A request that is refused because of a limit is an `rpc-error` (`denied`) for its caller and harms nobody else. A worker that hits one while it
/// runs is stopped, its caller is told which limit it was (`remote-internal-error`), and it stays failed as one that trapped.
///
/// ```
/// use golem_rpc_host::{Host, Limits};
///
/// let mut limits = Limits::default();
/// limits.memory = Some(64 << 20);
/// limits.queue = Some(1_000);
/// let host = Host::builder().limits(limits).build()?;
/// # Ok::<(), golem_rpc_host::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many workers may exist, ephemeral ones included. See [`Host::remove_worker`](crate::Host::remove_worker).
    pub workers: Option<usize>,
    /// Bytes of linear memory of one worker, and of its tables.
    pub memory: Option<usize>,
    /// Fuel of one run of an invocation, about a WebAssembly instruction each. The same on every machine; counting it costs some speed.
    pub fuel: Option<u64>,
    /// How long one run of an invocation may take, waiting included, but not for other workers: those have limits of their own. In virtual time, in which
    /// computing takes none, it is also how long a worker may compute in real time before it waits.
    pub time: Option<Duration>,
    /// How many invocations may wait for one worker, the one that it runs included.
    pub queue: Option<usize>,
    /// Bytes that the parameters of one call take as `wit-value`s: of a call between workers, or from outside.
    pub request_size: Option<usize>,
    /// How deep values may be nested in the parameters of one call, between workers or from outside: that of a `u8` is 1, that of a list of them 2.
    pub request_depth: Option<usize>,
}

/// A limit that was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LimitHit {
    /// [`Limits::workers`]
    #[error("there may be no more than {0} worker(s)")]
    Workers(usize),
    /// [`Limits::memory`]
    #[error("the memory of a worker may be no more than {0} bytes")]
    Memory(usize),
    /// [`Limits::fuel`]
    #[error("the fuel of an invocation may be no more than {0}")]
    Fuel(u64),
    /// [`Limits::time`]
    #[error("the time of an invocation may be no more than {0:?}")]
    Time(Duration),
    /// [`Limits::queue`]
    #[error("the queue of a worker may be no longer than {0}")]
    Queue(usize),
    /// [`Limits::request_size`]
    #[error("the size of a request may be no more than {0} bytes")]
    RequestSize(usize),
    /// [`Limits::request_depth`]
    #[error("the depth of a request may be no more than {0}")]
    RequestDepth(usize),
}

impl LimitHit {
    /// Whether it kept something from being begun, so that there is nothing to stop.
    pub(crate) fn is_refusal(&self) -> bool {
        !matches!(self, Self::Memory(_) | Self::Fuel(_) | Self::Time(_))
    }
}

impl Limits {
    /// Whether requests have to be measured.
    pub(crate) fn limit_requests(&self) -> bool {
        self.request_size.is_some() || self.request_depth.is_some()
    }

    pub(crate) fn check_request(&self, params: &[WitValue]) -> Result<(), LimitHit> {
        if let Some(limit) = self.request_size
            && params.iter().map(WitValue::size).sum::<usize>() > limit
        {
            return Err(LimitHit::RequestSize(limit));
        }
        if let Some(limit) = self.request_depth
            && params.iter().any(|value| value.depth().is_none_or(|depth| depth > limit))
        {
            return Err(LimitHit::RequestDepth(limit));
        }
        Ok(())
    }
}
