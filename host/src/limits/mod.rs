//! [`Limits`]: how much workers may take.

mod file_use;
mod limit_hit;
mod limited_stream;
mod memory_limit;
mod places;

pub(crate) use file_use::FileUse;
pub use limit_hit::LimitHit;
pub(crate) use limited_stream::LimitedStream;
pub(crate) use memory_limit::MemoryLimit;
pub(crate) use places::{NoPlace, Place, Places};

use std::time::Duration;

/// How much workers may take. By default there are limits only on what a worker could take from all others, and they are
/// generous.
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many workers may exist, ephemeral ones included. See [`Host::remove_worker`](crate::Host::remove_worker).
    pub workers: Option<usize>,
    /// Bytes of linear memory of one worker, and of its tables.
    pub memory: Option<usize>,
    /// Fuel of one run of an invocation, about a WebAssembly instruction each. The same on every machine; counting it costs some speed.
    pub fuel: Option<u64>,
    /// How long one run of an invocation may take, waiting included, but not for other workers: those have limits of their own.
    /// What it does between such waits counts together. In virtual time, in which computing takes none, it is also how long a
    /// worker may compute in real time.
    pub time: Option<Duration>,
    /// How many invocations may wait for one worker, the one that it runs included.
    pub queue: Option<usize>,
    /// How long a chain of calls may be: of one from outside, one that its worker makes meanwhile, one that the worker called then
    /// makes for that, and so on, awaited or not. Without it workers would go on for ever that call each other, or themselves, in
    /// turn. 100,000 by default.
    pub chain: Option<u32>,
    /// Bytes that the parameters of one call take, of a call between workers or from outside: as `wit-value`s, with the name of
    /// the function, and as the values that are made of them. Those can be far more, for the nodes of a `wit-value` can be
    /// shared; of such values 256 MiB are made unless more is said here.
    pub request_size: Option<usize>,
    /// How deep values may be nested in the parameters of one call, between workers or from outside: that of a `u8` is 1, that of a list of them 2.
    pub request_depth: Option<usize>,
    /// How many files, directories and links may be in the directory of one worker. 10,000 by default.
    pub files: Option<usize>,
    /// Bytes that the files of one worker may take together: what their lengths say, and those that were removed and are still
    /// open included. 1 GiB by default.
    pub disk: Option<u64>,
    /// How many files, directories, sockets and HTTP requests one worker may have open at a time; no more than
    /// [`files`](Self::files) in any case. 256 by default, for a process has few: often no more than 1,024.
    pub open_files: Option<usize>,
    /// How many handles one worker may have at a time: clients, calls in flight, pollables, streams, files, and so
    /// on, and those of its own resources. The URIs of its clients may take a KiB for each handle that it may have. 100,000 by
    /// default.
    pub handles: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            workers: None,
            memory: None,
            fuel: None,
            time: None,
            queue: None,
            chain: Some(100_000),
            request_size: None,
            request_depth: None,
            files: Some(10_000),
            disk: Some(1 << 30),
            open_files: Some(256),
            handles: Some(100_000),
        }
    }
}

impl Limits {
    /// Bytes of the values that are made of the parameters of one call.
    pub(crate) fn made_of_request(&self) -> usize {
        self.request_size.unwrap_or(256 << 20)
    }

    /// As [`open_files`](Self::open_files) says.
    pub(crate) fn open_at_a_time(&self) -> usize {
        self.open_files.unwrap_or(usize::MAX).min(self.files.unwrap_or(usize::MAX))
    }

    /// Whether a call may have so many before it.
    pub(crate) fn check_chain(&self, before: u32) -> Result<(), LimitHit> {
        match self.chain {
            Some(limit) if before >= limit => Err(LimitHit::Chain(limit)),
            _ => Ok(()),
        }
    }
}
