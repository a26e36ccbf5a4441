//! The log of a worker: what it can't compute again when it is run a second time.
//!
//! Golem writes such a log, and calls it an oplog. After a crash it makes a fresh instance and runs
//! the same invocations again. Each call of the host whose result is in the log is then answered
//! from there, until the log is used up; from there on the worker goes on as if nothing had
//! happened. Names of entries and functions are those of Golem's log.

mod crash;
mod divergence;
mod entry;
pub(crate) mod host_function;
mod idempotency_key;
mod interruption;
mod keeper;
mod kept_logs;
mod log_entry;
mod logs;
mod request;
mod response;
mod shared_form;
mod worker_log;
mod worker_record;

pub(crate) use crash::{Back, Crash, Loss};
pub(crate) use divergence::Divergence;
pub(crate) use idempotency_key::{CallKey, IdempotencyKey};
pub(crate) use interruption::Interruption;
pub(crate) use kept_logs::{KeptCall, KeptLogs, KeptState};
pub use log_entry::{LogEntry, LogEntryKind};
pub(crate) use logs::Logs;
pub(crate) use request::{Answer, Request};
pub(crate) use response::{FileTimes, Logged};
pub(crate) use worker_log::{Next, WorkerLog};
pub(crate) use worker_record::WorkerRecord;
