//! [`FutureResult`]: what stands for a `future-invoke-result` in the worker's table of resources.

use std::{sync::Arc, task::Waker};

use wasmtime_wasi_io::{async_trait, poll::Pollable};

use super::deferred_call::DeferredCall;
use crate::calls::WorkerCall;
use crate::failure::Failure;

/// A call in flight.
///
/// As on Golem, the end of the call is noticed only by a poll, and `get` gives only what a poll has
/// noticed: without a poll it answers `none` for ever.
pub(crate) enum FutureResult {
    /// No poll has noticed an end yet.
    Pending {
        call: Arc<WorkerCall>,
        /// For [`Call::ended`](crate::calls::WorkerCall::ended).
        waker: Option<Waker>,
    },
    /// The call could not be made, or will never be answered. No poll has noticed that yet.
    Failed(Box<Failure>),
    /// It was made in an earlier run of the worker. As on Golem a poll says that it is ready, and
    /// `get` makes it again and answers `none`.
    Deferred(Box<DeferredCall>),
    /// A poll has noticed the end, and `get` gives it.
    Noticed(Ended),
    /// `get` has given it.
    Consumed,
}

/// How a call ended.
pub(crate) enum Ended {
    Call(Arc<WorkerCall>),
    Failed(Box<Failure>),
}

impl FutureResult {
    /// Of a call that was just made, or could not be.
    pub fn started(call: Result<Arc<WorkerCall>, Failure>) -> Self {
        match call {
            Ok(call) => Self::Pending { call, waker: None },
            Err(failure) => Self::Failed(Box::new(failure)),
        }
    }

    /// The call, unless it has ended.
    pub fn awaited(&self) -> Option<Arc<WorkerCall>> {
        match self {
            Self::Pending { call, .. } if !call.has_ended() => Some(call.clone()),
            _ => None,
        }
    }

    /// Notes that the call will never be answered, and why.
    pub fn fail(&mut self, failure: &Failure) {
        if matches!(self, Self::Pending { .. }) {
            *self = Self::Failed(Box::new(failure.clone()));
        }
    }
}

#[async_trait]
impl Pollable for FutureResult {
    async fn ready(&mut self) {
        let ended = match self {
            Self::Pending { call, waker } => {
                call.ended(waker).await;
                Ended::Call(call.clone())
            }
            Self::Failed(failure) => Ended::Failed(failure.clone()),
            Self::Deferred(_) | Self::Noticed(_) | Self::Consumed => return,
        };
        *self = Self::Noticed(ended);
    }
}
