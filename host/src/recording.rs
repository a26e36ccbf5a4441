//! [`Recording`]: what workers did and when.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{Failure, chrome_trace, clock::Clock, timeline};

/// What workers did and when: see [`HostBuilder::record`](crate::HostBuilder::record).
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// Their names, in the order in which they first had to do with anything.
    pub(crate) workers: Vec<Arc<str>>,
    /// In the order in which they were made.
    pub(crate) calls: Vec<Call>,
    /// In the order in which they ended.
    pub(crate) waits: Vec<Wait>,
    /// When it ends: no less than any time in it. Nanoseconds since the host started, as all times here.
    pub(crate) end: u64,
}

/// One call, from outside or from a worker.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// A worker's number; `None` for a call from outside.
    pub caller: Option<usize>,
    pub target: usize,
    pub function: String,
    pub fire_and_forget: bool,
    pub made: u64,
    pub started: Option<u64>,
    pub ended: Option<u64>,
    pub failed: Option<String>,
}

/// A time in which a worker could not go on.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    pub worker: usize,
    pub what: String,
    pub began: u64,
    pub ended: u64,
}

/// What a call goes by in a recording.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallNumber(usize);

impl Recording {
    /// As [trace events](https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU): JSON that
    /// [Perfetto](https://ui.perfetto.dev) and `chrome://tracing` open. A worker is a thread in it, a call an arrow.
    pub fn to_chrome_trace(&self) -> String {
        chrome_trace::chrome_trace(self)
    }

    /// As a picture: who called whom, who waited, what overlapped.
    pub fn to_timeline_svg(&self) -> String {
        timeline::timeline(self)
    }
}

/// Records, if it is to.
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
        calls.push(Call { caller, target, function, fire_and_forget, made, started: None, ended: None, failed: None });
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

    /// When a wait begins, for [`waited`](Self::waited).
    pub fn begin(&self) -> Option<u64> {
        self.0.as_ref().map(|recorded| recorded.clock.now())
    }

    /// A wait that ends now. Leaves out those that took no time.
    pub fn waited(&self, worker: &Arc<str>, what: impl FnOnce() -> String, began: Option<u64>) {
        if let (Some(began), Some((ended, mut state))) = (began, self.now())
            && began < ended
        {
            let worker = state.number(worker);
            state.recording.waits.push(Wait { worker, what: what(), began, ended });
        }
    }

    fn with_call(&self, number: Option<CallNumber>, change: impl FnOnce(u64, &mut Call)) {
        if let Some(CallNumber(number)) = number
            && let Some((now, mut state)) = self.now()
            && let Some(call) = state.recording.calls.get_mut(number)
        {
            change(now, call);
        }
    }

    fn now(&self) -> Option<(u64, MutexGuard<'_, State>)> {
        let Recorded { clock, state } = self.0.as_ref()?;
        // Locked first, so that times go up with the numbers.
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
