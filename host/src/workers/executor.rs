//! [`Executor`]: the threads that workers run on.

use std::{
    io,
    num::NonZero,
    sync::{Mutex, PoisonError},
    thread,
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
};

use crate::time::Clock;

/// Runs workers until it is stopped or dropped. A worker that is computing at that moment ends when
/// the engine next interrupts it.
pub(crate) struct Executor {
    pub handle: Handle,
    /// The runtime ends when this is dropped. The runtime itself lives in a thread of its own, and
    /// not here, since tokio panics when a runtime is dropped in async code, where a host may be
    /// dropped.
    alive: Mutex<Option<oneshot::Sender<()>>>,
}

impl Executor {
    /// Starts the threads. In real time as many as `threads` says, or one for each core; in virtual
    /// time one.
    pub fn start(clock: &Clock, threads: Option<NonZero<usize>>) -> io::Result<Self> {
        let runtime = runtime(clock, threads)?;
        let handle = runtime.handle().clone();
        let (alive, gone) = oneshot::channel();
        let run = move || {
            // Nothing is ever sent: this ends when the sender is dropped.
            let _ = runtime.block_on(gone);
            runtime.shutdown_background();
        };
        thread::Builder::new().name(WORKERS.into()).spawn(run)?;
        Ok(Self { handle, alive: Mutex::new(Some(alive)) })
    }

    /// Ends all workers, as dropping the executor does.
    pub fn stop(&self) {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

const WORKERS: &str = "golem-worker";

fn runtime(clock: &Clock, threads: Option<NonZero<usize>>) -> io::Result<Runtime> {
    match clock {
        Clock::Real { .. } => {
            let mut builder = Builder::new_multi_thread();
            if let Some(threads) = threads {
                builder.worker_threads(threads.get());
            }
            builder.thread_name(WORKERS).enable_all().build()
        }
        Clock::Virtual(clock) => {
            let clock = clock.clone();
            // With a single thread, "the thread has nothing to run" means that all workers wait.
            // That is the moment to let virtual time jump.
            Builder::new_current_thread().enable_all().on_thread_park(move || clock.advance()).build()
        }
    }
}
