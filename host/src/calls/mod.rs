//! Calls: from who asks into the queue of a worker, and their outcome back.

mod awaits;
mod call;
mod effects;
mod jobs;
mod queue;
mod request;
mod shared;
mod surroundings;
mod unfinished;
mod waits;
mod worker_handle;
mod worker_info;

pub(crate) use call::Job;
pub(crate) use jobs::Jobs;
pub(crate) use request::{Answer, Cost, Outcome, Request};
pub(crate) use shared::Shared;
pub(crate) use surroundings::Surroundings;
pub(crate) use worker_handle::WorkerHandle;
pub(crate) use worker_info::{WorkerCall, WorkerInfo};
