//! [`Limits`]: how much workers may take, and what counts how much they take.

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

/// How much workers may take. By default there are limits only on what one worker could take away
/// from all others, and they are generous.
///
/// A call that is refused because of a limit is an `rpc-error` (`denied`) for its caller, and harms
/// nobody else. A worker that reaches a limit while it runs is stopped, and stays failed as if it
/// had trapped; its caller is told which limit it was (`remote-internal-error`).
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
    /// How many workers there may be at a time, ephemeral ones included. No limit by default.
    ///
    /// A worker counts until it is removed: see
    /// [`Host::remove_worker`](crate::Host::remove_worker).
    pub workers: Option<usize>,
    /// How many workers may have an instance at a time. No limit by default.
    ///
    /// With this limit each worker has a log, as with
    /// [`HostBuilder::keep_log`](crate::HostBuilder::keep_log). Idle workers lose their instances
    /// when there are too many, and with them most of the memory that they take. When such a worker
    /// is called, it is run again by its log, so no state is lost. Busy workers keep their
    /// instances, and so do those that can't be run again, since they have used the network or
    /// had files before they were first called.
    pub live_workers: Option<usize>,
    /// How many bytes the linear memories and the tables of one worker may take together. No limit
    /// by default.
    pub memory: Option<usize>,
    /// How much fuel one run of an invocation may use: about one for each WebAssembly instruction.
    /// No limit by default.
    ///
    /// The same run uses the same fuel on every machine. Counting it costs some speed.
    pub fuel: Option<u64>,
    /// How long one run of an invocation may take. No limit by default.
    ///
    /// Its waits count, except those for other workers, which have limits of their own. What it
    /// does between such waits is added up. In virtual time computing takes no time, so there this
    /// is also how long the worker may compute in real time.
    pub time: Option<Duration>,
    /// How many invocations of one worker may be queued or running. No limit by default.
    pub queue: Option<usize>,
    /// How long a chain of calls may be: a call from outside, one that its worker makes while it
    /// answers that, one that the worker called then makes while it answers that, and so on,
    /// whether they are awaited or not. 100,000 by default.
    ///
    /// Without it workers that call each other in turn, or themselves, would go on for ever.
    pub chain: Option<u32>,
    /// How many bytes the parameters of one call may take, whether it comes from outside or from a
    /// worker. No limit by default on parameters as they arrive, and 256 MiB on what is made of
    /// them.
    ///
    /// Parameters of a call between workers count twice: as `wit-value`s, with the name of the
    /// function, and as the values that are made of these. The values can be far more, since nodes
    /// of a `wit-value` can be shared.
    pub request_size: Option<usize>,
    /// How deep values may be nested in the parameters of one call, whether it comes from outside
    /// or from a worker. A `u8` has a depth of 1, a list of them one of 2. No limit by default.
    pub request_depth: Option<usize>,
    /// How many files, directories and links one worker may have in its directory. 10,000 by
    /// default.
    pub files: Option<usize>,
    /// How many bytes the files of one worker may take together. 1 GiB by default.
    ///
    /// This is the sum of their lengths. Files that were removed but are still open count, too.
    pub disk: Option<u64>,
    /// How many files, directories, sockets and HTTP requests one worker may have open at a time.
    /// 256 by default, and never more than [`files`](Self::files).
    ///
    /// The whole process may often have no more than 1,024 open.
    pub open_files: Option<usize>,
    /// How many handles one worker may have at a time. 100,000 by default.
    ///
    /// Clients, calls in flight, pollables, streams and files each take a handle, and so do the
    /// worker's own resources. The URIs of all its clients together may take a KiB for each handle
    /// that it may have.
    pub handles: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            workers: None,
            live_workers: None,
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
    /// How many bytes of values may be made of the parameters of one call: see
    /// [`request_size`](Self::request_size).
    pub(crate) fn made_of_request(&self) -> usize {
        self.request_size.unwrap_or(256 << 20)
    }

    /// How many files one worker may have open, with both limits that count.
    pub(crate) fn open_at_a_time(&self) -> usize {
        self.open_files.unwrap_or(usize::MAX).min(self.files.unwrap_or(usize::MAX))
    }

    /// Checks that a call may be made that so many others led to.
    ///
    /// # Errors
    /// [`LimitHit::Chain`].
    pub(crate) fn check_chain(&self, before: u32) -> Result<(), LimitHit> {
        match self.chain {
            Some(limit) if before >= limit => Err(LimitHit::Chain(limit)),
            _ => Ok(()),
        }
    }
}
