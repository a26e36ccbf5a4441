//! [`Recorder`]: makes a [`Recording`] while workers run.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::recording::{CallNumber, RecordedCall, RecordedCrash, RecordedWait, Recording};
use crate::failure::Failure;
use crate::time::Clock;

/// Makes a recording, or does nothing if the host does not record.
#[derive(Debug)]
pub(crate) struct Recorder(Option<Recorded>);

#[derive(Debug)]
struct Recorded {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    recording: Recording,
    numbers: HashMap<Arc<str>, usize>,
}

impl Recorder {
    pub fn new(on: bool, clock: Clock) -> Self {
        Self(on.then(|| Recorded { clock, state: Mutex::default() }))
    }

    pub fn recording(&self) -> Recording {
        let Some((now, state)) = self.now() else { return Recording::default() };
        Recording { end: now, ..state.recording.clone() }
    }

    pub fn call_made(
        &self,
        caller: Option<&Arc<str>>,
        target: &Arc<str>,
        function: &str,
        fire_and_forget: bool,
    ) -> Option<CallNumber> {
        let (made, mut state) = self.now()?;
        let caller = caller.map(|caller| state.number(caller));
        let target = state.number(target);
        let function = function.to_owned();
        let calls = &mut state.recording.calls;
        calls.push(RecordedCall {
            caller,
            target,
            function,
            fire_and_forget,
            made,
            started: None,
            ended: None,
            failed: None,
        });
        Some(CallNumber(calls.len() - 1))
    }

    pub fn call_started(&self, number: Option<CallNumber>) {
        self.with_call(number, |now, call| call.started = Some(now));
    }

    pub fn call_ended(&self, number: Option<CallNumber>, failure: Option<&Failure>) {
        self.with_call(number, |now, call| {
            call.ended = Some(now);
            call.failed = failure.map(Failure::to_string);
        });
    }

    /// The time at which a wait begins, for [`waited`](Self::waited). `None` if the host does not
    /// record.
    pub fn begin(&self) -> Option<u64> {
        self.0.as_ref().map(|recorded| recorded.clock.now())
    }

    /// Records a wait that ends now, unless it took no time.
    pub fn waited(&self, worker: &Arc<str>, what: impl FnOnce() -> String, began: Option<u64>) {
        if let (Some(began), Some((ended, mut state))) = (began, self.now())
            && began < ended
        {
            let worker = state.number(worker);
            state.recording.waits.push(RecordedWait { worker, what: what(), began, ended });
        }
    }

    /// Records that a worker lost its instance.
    pub fn crashed(&self, worker: &Arc<str>) {
        if let Some((when, mut state)) = self.now() {
            let worker = state.number(worker);
            state.recording.crashes.push(RecordedCrash { worker, when });
        }
    }

    fn with_call(&self, number: Option<CallNumber>, change: impl FnOnce(u64, &mut RecordedCall)) {
        if let Some(CallNumber(number)) = number
            && let Some((now, mut state)) = self.now()
            && let Some(call) = state.recording.calls.get_mut(number)
        {
            change(now, call);
        }
    }

    fn now(&self) -> Option<(u64, MutexGuard<'_, State>)> {
        let Recorded { clock, state } = self.0.as_ref()?;
        // The lock is taken before the time is read. So the times of calls are in the order of
        // their numbers.
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        Some((clock.now(), state))
    }
}

impl State {
    fn number(&mut self, worker: &Arc<str>) -> usize {
        if let Some(number) = self.numbers.get(worker) {
            return *number;
        }
        let number = self.recording.workers.len();
        self.recording.workers.push(worker.clone());
        self.numbers.insert(worker.clone(), number);
        number
    }
}
