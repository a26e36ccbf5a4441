//! `future-invoke-result`: a call in flight.

use std::{sync::Arc, task::Waker};

use wasmtime::{
    Result, bail,
    component::{Resource, ResourceTableError},
};
use wasmtime_wasi_io::{
    async_trait,
    poll::{DynPollable, Pollable, subscribe},
};

use crate::{
    Failure, LintRule,
    bindings::{HostFutureInvokeResult, RpcError, WitValue},
    call::Call,
    request::Outcome,
    worker_state::WorkerState,
};

type Reply = Result<WitValue, RpcError>;

/// A call in flight. As on Golem its end is noticed only while somebody polls: `get` looks at what was noticed.
pub enum FutureInvokeResult {
    Pending {
        call: Arc<Call>,
        waker: Option<Waker>,
    },
    /// It could not be made, or will never end.
    Failed(Box<Failure>),
    Noticed(Ended),
    Consumed,
}

/// How a call ended.
pub enum Ended {
    Call(Arc<Call>),
    Failed(Box<Failure>),
}

impl FutureInvokeResult {
    /// The call that is waited for, if it is pending.
    pub fn awaited(&self) -> Option<Arc<Call>> {
        match self {
            Self::Pending { call, .. } if !call.has_ended() => Some(call.clone()),
            _ => None,
        }
    }

    /// Ends the wait for a call that will never be answered.
    pub fn fail(&mut self, failure: &Failure) {
        if matches!(self, Self::Pending { .. }) {
            *self = Self::Failed(Box::new(failure.clone()));
        }
    }
}

#[async_trait]
impl Pollable for FutureInvokeResult {
    async fn ready(&mut self) {
        let ended = match self {
            Self::Pending { call, waker } => {
                call.ended(waker).await;
                Ended::Call(call.clone())
            }
            Self::Failed(failure) => Ended::Failed(failure.clone()),
            Self::Noticed(_) | Self::Consumed => return,
        };
        *self = Self::Noticed(ended);
    }
}

impl HostFutureInvokeResult for WorkerState {
    fn subscribe(&mut self, this: Resource<FutureInvokeResult>) -> Result<Resource<DynPollable>> {
        self.count(|calls| calls.subscribe += 1);
        let future = this.rep();
        let pollable = subscribe(&mut self.table, this)?;
        self.future_of_pollable.insert(pollable.rep(), future);
        Ok(pollable)
    }

    fn get(&mut self, this: Resource<FutureInvokeResult>) -> Result<Option<Reply>> {
        self.count(|calls| calls.get += 1);
        let future = self.table.get_mut(&this)?;
        match std::mem::replace(future, FutureInvokeResult::Consumed) {
            FutureInvokeResult::Noticed(Ended::Call(call)) => match call.take_outcome() {
                Some(outcome) if outcome.deferred => {
                    call.give_back(Outcome { deferred: false, ..outcome });
                    *future = FutureInvokeResult::Pending { call, waker: None };
                    Ok(None)
                }
                outcome => Ok(Some(self.reply(outcome))),
            },
            FutureInvokeResult::Noticed(Ended::Failed(failure)) => Ok(Some(Err((*failure).into()))),
            FutureInvokeResult::Consumed => {
                self.found(LintRule::SecondGet);
                bail!("future-invoke-result already consumed")
            }
            unnoticed => {
                *future = unnoticed;
                self.found(LintRule::GetBeforeReady);
                Ok(None)
            }
        }
    }

    fn drop(&mut self, this: Resource<FutureInvokeResult>) -> Result<()> {
        let future = this.rep();
        match self.table.delete(this) {
            Ok(_) => {
                self.poll_watch.iter_mut().for_each(|watch| watch.future_dropped(future));
                Ok(())
            }
            Err(error) => {
                if matches!(error, ResourceTableError::HasChildren) {
                    self.found(LintRule::FutureDroppedBeforePollable);
                }
                Err(error.into())
            }
        }
    }
}
