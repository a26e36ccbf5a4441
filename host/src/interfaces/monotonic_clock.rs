//! `wasi:clocks/monotonic-clock`: the time and the timers of the host's clock.

use std::future::pending;

use tokio::task::yield_now;
use wasmtime::{
    Result,
    component::{HasSelf, Linker, Resource},
};
use wasmtime_wasi::p2::bindings::clocks::monotonic_clock;
use wasmtime_wasi_io::{
    async_trait,
    poll::{DynPollable, Pollable, subscribe},
};

use crate::log::host_function::{NOW, RESOLUTION, SUBSCRIBE_DURATION};
use crate::store::WorkerState;
use crate::time::Clock;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    monotonic_clock::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl monotonic_clock::Host for WorkerState {
    fn now(&mut self) -> Result<u64> {
        self.count(|calls| calls.now += 1);
        self.logged(&NOW, |state| Ok(state.shared.clock.now()))
    }

    fn resolution(&mut self) -> Result<u64> {
        self.logged(&RESOLUTION, |_| Ok(1))
    }

    fn subscribe_instant(&mut self, when: u64) -> Result<Resource<DynPollable>> {
        self.count(|calls| calls.subscribe_instant += 1);
        self.timer(when)
    }

    fn subscribe_duration(&mut self, duration: u64) -> Result<Resource<DynPollable>> {
        self.count(|calls| calls.subscribe_duration += 1);
        let asked = self.logged(&SUBSCRIBE_DURATION, |state| Ok(state.shared.clock.now()))?;
        self.timer(asked.saturating_add(duration))
    }
}

impl WorkerState {
    fn timer(&mut self, when: u64) -> Result<Resource<DynPollable>> {
        let clock = self.shared.clock.clone();
        let now = clock.now();
        let is_never = clock.is_never(now, when);
        let timer = match when {
            _ if when <= now => Timer::Elapsed { yielded: false },
            _ if is_never => Timer::Never,
            _ => Timer::At(clock, when),
        };
        let timer = self.table.push(timer)?;
        let pollable = subscribe(&mut self.table, timer)?;
        if is_never {
            self.never_ready.insert(pollable.rep());
        }
        Ok(pollable)
    }
}

enum Timer {
    /// The deadline had passed when the timer was made. The timer lets other workers run once
    /// before it is ready: otherwise a worker that asks for such timers in a loop would keep its
    /// thread from them.
    Elapsed { yielded: bool },
    /// Ends when the clock shows this.
    At(Clock, u64),
    /// Ends so late that nobody can wait for it.
    Never,
}

#[async_trait]
impl Pollable for Timer {
    async fn ready(&mut self) {
        match self {
            Self::Elapsed { yielded } => {
                if !std::mem::replace(yielded, true) {
                    yield_now().await;
                }
            }
            Self::At(clock, deadline) => clock.sleep_until(*deadline).await,
            Self::Never => pending().await,
        }
    }
}
