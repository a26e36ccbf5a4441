//! `wasi:io/poll`: counts the calls, finds workers that wait for each other in a circle, and leaves
//! the rest to wasmtime.

use std::{
    future::{Future as _, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use wasmtime::{
    Result, bail,
    component::{HasSelf, Linker, Resource},
};
use wasmtime_wasi_io::{bindings::wasi::io::poll, poll::DynPollable};

use super::rpc::FutureResult;
use crate::calls::WorkerCall;
use crate::failure::Failure;
use crate::log::host_function::{POLL, READY};
use crate::observe::LintRule;
use crate::store::WorkerState;

/// A list of up to this many pollables is checked for circles as soon as none of them is ready.
const SHORT: usize = 16;

/// A longer list is checked for circles only when it has waited for this long. A circle lasts for
/// ever, so nothing is lost by finding it late; and most polls end before, and need not pay for
/// looking at thousands of calls. With a limit of time ([`Limits::time`](crate::Limits::time))
/// there is no such delay: the time in which a worker waits for others does not count, so it has to
/// be known from the start that it does.
const GRACE: Duration = Duration::from_millis(20);

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    poll::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl poll::Host for WorkerState {
    async fn poll(&mut self, pollables: Vec<Resource<DynPollable>>) -> Result<Vec<u32>> {
        if let Some(ready) = self.replayed(&POLL)? {
            return Ok(ready);
        }
        self.count(|calls| {
            calls.poll += 1;
            calls.poll_handles += pollables.len() as u64;
        });
        if pollables.is_empty() {
            self.found(LintRule::EmptyPoll);
        }
        let (began, length) = (self.shared.recorder.begin(), pollables.len());
        let ready = self.wait(pollables).await;
        self.waited(began, || format!("poll of {length}"));
        let ready = ready?;
        self.log_result(&POLL, &ready)?;
        Ok(ready)
    }
}

impl poll::HostPollable for WorkerState {
    async fn ready(&mut self, pollable: Resource<DynPollable>) -> Result<bool> {
        if self.golem.logs_ready() {
            if let Some(ready) = self.replayed(&READY)? {
                return Ok(ready);
            }
        } else {
            self.found(LintRule::ReadyCalled);
        }
        self.count(|calls| calls.ready += 1);
        let ready = poll::HostPollable::ready(&mut self.table, pollable).await?;
        if self.golem.logs_ready() {
            self.log_result(&READY, &ready)?;
        }
        Ok(ready)
    }

    /// A poll of one, also in the log.
    async fn block(&mut self, pollable: Resource<DynPollable>) -> Result<()> {
        if self.replayed::<Vec<u32>>(&POLL)?.is_some() {
            return Ok(());
        }
        self.count(|calls| calls.block += 1);
        let began = self.shared.recorder.begin();
        let ready = self.wait(vec![pollable]).await;
        self.waited(began, || "block".to_owned());
        self.log_result(&POLL, &ready?)
    }

    fn drop(&mut self, pollable: Resource<DynPollable>) -> Result<()> {
        self.future_of_pollable.remove(&pollable.rep());
        self.never_ready.remove(&pollable.rep());
        poll::HostPollable::drop(&mut self.table, pollable)
    }
}

impl WorkerState {
    async fn wait(&mut self, pollables: Vec<Resource<DynPollable>>) -> Result<Vec<u32>> {
        if let Some(watch) = &self.poll_watch {
            let futures = pollables.iter().map(|pollable| self.future_of_pollable.get(&pollable.rep()).copied());
            watch.polled(&self.shared.lint, &self.info.label, &self.running, futures);
        }
        if let Some(ready) = self.wait_a_little(&pollables).await {
            return ready;
        }
        let shared = self.shared.clone();
        let info = self.info.clone();
        let _wait = match self.awaited(&pollables)? {
            None => None,
            Some(calls) if calls.is_empty() => {
                bail!("{} waits for ever: of the timers that it polls none ends within a hundred years", info.label)
            }
            Some(calls) => match shared.waits.enter(&shared.recorder, &info, &calls) {
                Ok(wait) => Some(wait),
                Err(circle) => {
                    self.fail_futures(&pollables, &Failure::deadlock_of_begun(&circle))?;
                    None
                }
            },
        };
        poll::Host::poll(&mut self.table, pollables).await
    }

    /// The result of a poll that is ready at once, or, if the list is long, within [`GRACE`].
    /// `None` if it is not.
    async fn wait_a_little(&mut self, pollables: &[Resource<DynPollable>]) -> Option<Result<Vec<u32>>> {
        let clock = self.shared.clock.clone();
        let mut poll = pin!(poll::Host::poll(&mut self.table, borrowed(pollables)));
        if pollables.len() > SHORT && self.shared.settings.limits.time.is_none() {
            return clock.timeout(GRACE, poll).await;
        }
        poll_fn(|context| match poll.as_mut().poll(context) {
            Poll::Ready(ready) => Poll::Ready(Some(ready)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    /// The calls that a list waits for. `None` if it also waits for something that is no call, such
    /// as a timer, since that can end the wait. Timers that never end are left out.
    fn awaited(&self, pollables: &[Resource<DynPollable>]) -> Result<Option<Vec<Arc<WorkerCall>>>> {
        let can_end_it = |pollable: &&Resource<DynPollable>| !self.never_ready.contains(&pollable.rep());
        let calls = pollables.iter().filter(can_end_it).map(|pollable| {
            let Some(future) = self.future(pollable) else { return Ok(None) };
            Ok(self.table.get(&future)?.awaited())
        });
        calls.collect()
    }

    fn fail_futures(&mut self, pollables: &[Resource<DynPollable>], failure: &Failure) -> Result<()> {
        for pollable in pollables {
            if let Some(future) = self.future(pollable) {
                self.table.get_mut(&future)?.fail(failure);
            }
        }
        Ok(())
    }

    fn future(&self, pollable: &Resource<DynPollable>) -> Option<Resource<FutureResult>> {
        let future = self.future_of_pollable.get(&pollable.rep())?;
        Some(Resource::new_borrow(*future))
    }
}

fn borrowed(pollables: &[Resource<DynPollable>]) -> Vec<Resource<DynPollable>> {
    pollables.iter().map(|pollable| Resource::new_borrow(pollable.rep())).collect()
}
