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

/// Runs workers until it is stopped or dropped. One that computes then ends when the engine next interrupts it.
pub(crate) struct Executor {
    pub handle: Handle,
    /// The runtime ends when this does. It can't be dropped with the host, for that may be in async code.
    alive: Mutex<Option<oneshot::Sender<()>>>,
}

impl Executor {
    /// With so many threads in real time; one for each core if that is not said.
    pub fn start(clock: &Clock, threads: Option<NonZero<usize>>) -> io::Result<Self> {
        let runtime = runtime(clock, threads)?;
        let handle = runtime.handle().clone();
        let (alive, gone) = oneshot::channel();
        let run = move || {
            // Nothing is ever sent.
            let _ = runtime.block_on(gone);
            runtime.shutdown_background();
        };
        thread::Builder::new().name(WORKERS.into()).spawn(run)?;
        Ok(Self { handle, alive: Mutex::new(Some(alive)) })
    }

    /// Ends it before it is dropped.
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
            // Its one thread goes to sleep exactly when no worker can go on.
            Builder::new_current_thread().enable_all().on_thread_park(move || clock.advance()).build()
        }
    }
}
