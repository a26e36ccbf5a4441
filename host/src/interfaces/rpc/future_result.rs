//! [`FutureResult`]: what the table has for a `future-invoke-result`.

use std::{sync::Arc, task::Waker};

use wasmtime_wasi_io::{async_trait, poll::Pollable};

use crate::calls::WorkerCall;
use crate::failure::Failure;

/// A call in flight. As on Golem its end is noticed only while somebody polls: `get` looks at what was noticed.
pub(crate) enum FutureResult {
    Pending {
        call: Arc<WorkerCall>,
        waker: Option<Waker>,
    },
    /// It could not be made, or will never end.
    Failed(Box<Failure>),
    Noticed(Ended),
    Consumed,
}

/// How a call ended.
pub(crate) enum Ended {
    Call(Arc<WorkerCall>),
    Failed(Box<Failure>),
}

impl FutureResult {
    /// The call that is waited for, if it is pending.
    pub fn awaited(&self) -> Option<Arc<WorkerCall>> {
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
impl Pollable for FutureResult {
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
