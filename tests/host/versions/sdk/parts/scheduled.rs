use crate::{text, version::Other};
use golem_rpc_sdk::client::{Remote, ScheduledCall};
use golem_rpc_sdk::time::Datetime;

pub type Token = ScheduledCall;

pub fn schedule(worker: &Remote, at: Datetime, function: &str, number: u64) -> Result<(), String> {
    worker.schedule::<Other>(at, function, &[&number]).map_err(text)
}

pub fn schedule_cancelable(worker: &Remote, at: Datetime, function: &str, number: u64) -> Result<Token, String> {
    worker.schedule_cancelable::<Other>(at, function, &[&number]).map_err(text)
}
