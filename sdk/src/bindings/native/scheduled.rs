//! Calls at a later time: the [`host`](super::host) answers them when virtual time comes to it.

use super::clock::START;
use super::host::{Call, answer};
use super::virtual_time;
use crate::bindings::datetime::Datetime;
use std::cell::RefCell;
use std::time::Duration;

thread_local! {
    /// In the order in which they were scheduled. Accessed with `try_with`: at the end of the
    /// thread it is gone.
    static WAITING: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
}

struct Waiting {
    number: u64,
    at: Datetime,
    call: Call,
}

/// Has the call made at a time, at once if that is over. Gives the number of the call.
pub(super) fn schedule(at: Datetime, call: Call) -> u64 {
    let due = at.since_unix().saturating_sub(Duration::from_secs(START));
    if due <= virtual_time::now() {
        answer(call);
        return 0;
    }
    let number = virtual_time::set_alarm(due, make);
    let _ = WAITING.try_with(|waiting| waiting.borrow_mut().push(Waiting { number, at, call }));
    number
}

/// Takes back the call with the number, unless it was made.
pub(super) fn cancel(number: u64) {
    take(number);
}

fn make(number: u64) {
    if let Some(call) = take(number) {
        answer(call);
    }
}

fn take(number: u64) -> Option<Call> {
    let taken = WAITING.try_with(|waiting| {
        let mut waiting = waiting.borrow_mut();
        let position = waiting.iter().position(|waiting| waiting.number == number)?;
        Some(waiting.remove(position).call)
    });
    taken.ok().flatten()
}

/// The calls of this thread whose time has not come, in the order of their times.
pub(crate) fn waiting() -> Vec<(Datetime, Call)> {
    let calls = |waiting: &RefCell<Vec<Waiting>>| {
        waiting.borrow().iter().map(|waiting| (waiting.at, waiting.call.clone())).collect::<Vec<_>>()
    };
    let mut waiting = WAITING.try_with(calls).unwrap_or_default();
    waiting.sort_by_key(|(at, _)| *at);
    waiting
}
