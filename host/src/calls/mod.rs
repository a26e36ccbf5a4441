//! Calls of workers: from the caller into the queue of the called worker, and the outcome back.
//!
//! A [`call`] waits in the [`queue`] of its target, and its caller waits for it. [`waits`] knows
//! who waits for whom, so that workers that wait for each other in a circle are told so. What
//! everybody may know of a worker is in [`worker_info`]; the worker itself, with its instance, is
//! in the room `workers`.

mod awaits;
mod call;
mod effects;
mod jobs;
mod live_workers;
mod outcome;
mod queue;
mod scheduled_calls;
mod shared;
mod surroundings;
mod unfinished;
mod waits;
mod worker_handle;
mod worker_info;

pub(crate) use call::Job;
pub(crate) use jobs::Jobs;
pub(crate) use outcome::{Cost, Outcome};
pub(crate) use shared::Shared;
pub(crate) use surroundings::Surroundings;
pub(crate) use worker_handle::WorkerHandle;
pub(crate) use worker_info::{WorkerCall, WorkerInfo, WorkerJob};
