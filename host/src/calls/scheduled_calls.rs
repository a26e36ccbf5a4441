//! [`ScheduledCalls`]: the calls whose time has not come.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::task::AbortHandle;

use crate::log::{CallKey, IdempotencyKey};

/// The calls that workers have scheduled, and whose time has not come. Each has a number, by which
/// it can be cancelled, also when the worker is run again and has only the number from its log.
#[derive(Debug, Default)]
pub(crate) struct ScheduledCalls(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    last: u64,
    waiting: HashMap<u64, (AbortHandle, Option<IdempotencyKey>)>,
}

impl ScheduledCalls {
    /// No calls yet. The first one gets the number after `last`.
    pub fn after(last: u64) -> Self {
        Self(Mutex::new(State { last, ..State::default() }))
    }

    /// Adds a call, and gives its number. `start` starts the task that waits for the time of the
    /// call of that number.
    ///
    /// A call that is waiting under the same key is the same call, which a worker schedules once
    /// more because its log did not get as far. Then nothing is added.
    pub fn add(&self, key: Option<CallKey>, start: impl FnOnce(u64) -> AbortHandle) -> u64 {
        // The task may run at once, in another thread. The lock keeps it from asking for its call
        // before the call is there.
        let mut state = self.lock();
        let again = key.filter(|call| call.may_be_known).map(|call| call.key);
        let mut same = state.waiting.iter().filter(|(_, (_, known))| again.is_some() && *known == again);
        if let Some((number, _)) = same.next() {
            return *number;
        }
        drop(same);
        state.last += 1;
        let number = state.last;
        state.waiting.insert(number, (start(number), key.map(|call| call.key)));
        number
    }

    /// Adds a call that has this number already.
    pub fn add_again(&self, number: u64, key: Option<IdempotencyKey>, start: impl FnOnce() -> AbortHandle) {
        let mut state = self.lock();
        state.waiting.insert(number, (start(), key));
    }

    /// Takes out a call whose time has come. False if it was cancelled.
    pub fn take(&self, number: u64) -> bool {
        self.lock().waiting.remove(&number).is_some()
    }

    /// Cancels a call. False if it was made or cancelled before, and then nothing happens.
    pub fn cancel(&self, number: u64) -> bool {
        let task = self.lock().waiting.remove(&number);
        task.inspect(|(task, _)| task.abort()).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
