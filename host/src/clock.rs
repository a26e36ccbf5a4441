//! What time it is for workers: `wasi:clocks`, real or virtual.

use std::{
    future::{Future, pending},
    time::{Duration, Instant},
};

use tokio::task::{coop::cooperative, yield_now};
use wasmtime::{
    Result,
    component::{HasSelf, Linker, Resource},
};
use wasmtime_wasi::{HostWallClock, p2::bindings::clocks::monotonic_clock};
use wasmtime_wasi_io::{
    async_trait,
    poll::{DynPollable, Pollable, subscribe},
};

use crate::{virtual_clock::VirtualClock, worker_state::WorkerState};

/// The clock of a host and all its workers. Its times are nanoseconds since the host started.
#[derive(Clone, Debug)]
pub(crate) enum Clock {
    Real { start: Instant },
    Virtual(VirtualClock),
}

impl Clock {
    pub fn real() -> Self {
        Self::Real { start: Instant::now() }
    }

    pub fn now(&self) -> u64 {
        match self {
            Self::Real { start } => u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX),
            Self::Virtual(clock) => clock.now(),
        }
    }

    /// Whether, seen from `now`, nobody lives to see this time. Virtual time gets as far as it can be counted, and who waits for
    /// a short time when it has got there is not to wait for ever.
    fn is_never(&self, now: u64, time: u64) -> bool {
        let is_far = time.saturating_sub(now) >= CENTURY;
        match self {
            Self::Real { .. } => is_far,
            Self::Virtual(_) => is_far && time == u64::MAX,
        }
    }

    pub async fn sleep_until(&self, deadline: u64) {
        match self {
            Self::Real { start } => match start.checked_add(Duration::from_nanos(deadline)) {
                Some(deadline) => tokio::time::sleep_until(deadline.into()).await,
                None => pending().await,
            },
            // As tokio's own timers do: see `HostBuilder::virtual_time` on how many calls one poll tells of.
            Self::Virtual(clock) if clock.now() < deadline => cooperative(clock.sleep_until(deadline)).await,
            Self::Virtual(_) => {}
        }
    }

    /// What `future` gives, unless that takes longer than `limit`.
    pub async fn timeout<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Option<T> {
        let limit = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        tokio::select! {
            biased;
            output = future => Some(output),
            () = self.sleep_until(self.now().saturating_add(limit)) => None,
        }
    }
}

/// Nanoseconds of a hundred years.
const CENTURY: u64 = 100 * 365 * 24 * 60 * 60 * 1_000_000_000;

/// The first second of the year 2000: when every host with virtual time starts.
const VIRTUAL_START: Duration = Duration::from_secs(946_684_800);

impl HostWallClock for VirtualClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        VIRTUAL_START + Duration::from_nanos(self.now())
    }
}

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    monotonic_clock::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl monotonic_clock::Host for WorkerState {
    fn now(&mut self) -> Result<u64> {
        Ok(self.hub.clock.now())
    }

    fn resolution(&mut self) -> Result<u64> {
        Ok(1)
    }

    fn subscribe_instant(&mut self, when: u64) -> Result<Resource<DynPollable>> {
        let clock = self.hub.clock.clone();
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

    fn subscribe_duration(&mut self, duration: u64) -> Result<Resource<DynPollable>> {
        let when = self.hub.clock.now().saturating_add(duration);
        monotonic_clock::Host::subscribe_instant(self, when)
    }
}

enum Timer {
    /// From its start. Others have their turn once before anybody learns that, for a worker may ask for such timers in a loop.
    Elapsed {
        yielded: bool,
    },
    At(Clock, u64),
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
