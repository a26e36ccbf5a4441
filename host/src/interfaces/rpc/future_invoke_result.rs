//! `future-invoke-result`: a call in flight, as the worker sees it.

use wasmtime::{
    Result, bail,
    component::{Resource, ResourceTableError},
};
use wasmtime_wasi_io::poll::{DynPollable, subscribe};

use super::future_result::{Ended, FutureResult};
use super::handles::future_in_table;
use super::reply::Reply;
use crate::bindings::{FutureInvokeResult, HostFutureInvokeResult};
use crate::calls::Outcome;
use crate::log::host_function::GET;
use crate::observe::LintRule;
use crate::store::WorkerState;

impl HostFutureInvokeResult for WorkerState {
    fn subscribe(&mut self, this: Resource<FutureInvokeResult>) -> Result<Resource<DynPollable>> {
        self.count(|calls| calls.subscribe += 1);
        let future = this.rep();
        let pollable = subscribe(&mut self.table, future_in_table(&this))?;
        self.future_of_pollable.insert(pollable.rep(), future);
        Ok(pollable)
    }

    fn get(&mut self, this: Resource<FutureInvokeResult>) -> Result<Option<Reply>> {
        if let Some(reply) = self.replayed::<Option<Reply>>(&GET)? {
            if reply.is_some() {
                *self.table.get_mut(&future_in_table(&this))? = FutureResult::Consumed;
            }
            return Ok(reply);
        }
        let reply = self.get_now(&this)?;
        self.log_result(&GET, &reply)?;
        Ok(reply)
    }

    fn drop(&mut self, this: Resource<FutureInvokeResult>) -> Result<()> {
        let future = this.rep();
        match self.table.delete(future_in_table(&this)) {
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

impl WorkerState {
    /// What `get` gives when it is not in the log.
    fn get_now(&mut self, this: &Resource<FutureInvokeResult>) -> Result<Option<Reply>> {
        self.count(|calls| calls.get += 1);
        let future = self.table.get_mut(&future_in_table(this))?;
        match std::mem::replace(future, FutureResult::Consumed) {
            FutureResult::Noticed(Ended::Call(call)) => match call.take_outcome() {
                Some(outcome) if outcome.deferred => {
                    call.give_back(Outcome { deferred: false, ..outcome });
                    *future = FutureResult::Pending { call, waker: None };
                    Ok(None)
                }
                outcome => Ok(Some(self.reply(outcome))),
            },
            FutureResult::Noticed(Ended::Failed(failure)) => Ok(Some(Err((*failure).into()))),
            FutureResult::Deferred(call) => {
                let started = FutureResult::started(call.start(self));
                *self.table.get_mut(&future_in_table(this))? = started;
                Ok(None)
            }
            FutureResult::Consumed => {
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
}
