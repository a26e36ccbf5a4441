//! [`ScheduledCalls`]: the calls whose time has not come.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::task::AbortHandle;

/// The calls that workers have scheduled, and whose time has not come. Each has a number, by which
/// it can be cancelled, also when the worker is run again and has only the number from its log.
#[derive(Debug, Default)]
pub(crate) struct ScheduledCalls(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: u64,
    waiting: HashMap<u64, AbortHandle>,
}

impl ScheduledCalls {
    /// Adds a call, and gives its number. `start` starts the task that waits for the time of the
    /// call of that number.
    pub fn add(&self, start: impl FnOnce(u64) -> AbortHandle) -> u64 {
        // The task may run at once, in another thread. The lock keeps it from asking for its call
        // before the call is there.
        let mut state = self.lock();
        state.last += 1;
        let number = state.last;
        state.waiting.insert(number, start(number));
        number
    }

    /// Takes out a call whose time has come. False if it was cancelled.
    pub fn take(&self, number: u64) -> bool {
        self.lock().waiting.remove(&number).is_some()
    }

    /// Cancels a call. False if it was made or cancelled before, and then nothing happens.
    pub fn cancel(&self, number: u64) -> bool {
        let task = self.lock().waiting.remove(&number);
        task.inspect(AbortHandle::abort).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
