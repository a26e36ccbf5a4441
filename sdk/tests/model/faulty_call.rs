//! A call that does what its script says, and keeps a ledger of what is done with it.

use crate::Output;
use crate::program::Script;
use golem_rpc_sdk::FutureResult;
use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::internals::Moment;
use golem_rpc_sdk::virtual_time::now;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// What was done to all calls of a program that the host would have trapped on, or that cost it
/// resources.
#[derive(Clone, Default)]
pub struct Ledger(Rc<Entries>);

#[derive(Default)]
struct Entries {
    faults: RefCell<Vec<&'static str>>,
    /// What the host saw, in order, with the number of the call.
    trace: RefCell<Vec<(&'static str, usize)>>,
    calls: Cell<usize>,
    results: Cell<usize>,
    pollables: Cell<usize>,
}

impl Ledger {
    /// Everything that should not be.
    pub fn faults(&self) -> Vec<&'static str> {
        let mut faults = self.0.faults.borrow().clone();
        faults.extend((self.0.results.get() > 0).then_some("results are left"));
        faults.extend((self.0.pollables.get() > 0).then_some("pollables are left"));
        faults
    }

    /// What the host saw: on replay it must see the same.
    pub fn trace(&self) -> Vec<(&'static str, usize)> {
        self.0.trace.borrow().clone()
    }

    fn check(&self, right: bool, fault: &'static str) {
        if !right {
            self.0.faults.borrow_mut().push(fault);
        }
    }
}

pub struct FaultyCall {
    number: usize,
    output: Output,
    /// When it is ready again, each time that it is but has no result.
    again: RefCell<std::vec::IntoIter<Duration>>,
    moment: Moment,
    taken: Cell<bool>,
    pollables: Rc<Cell<usize>>,
    ledger: Ledger,
}

impl FaultyCall {
    pub fn start(script: &Script, ledger: &Ledger) -> Self {
        ledger.0.results.update(|results| results + 1);
        ledger.0.calls.update(|calls| calls + 1);
        let number = ledger.0.calls.get();
        ledger.0.trace.borrow_mut().push(("start", number));
        let times: Vec<Duration> = script.ready.iter().map(|time| now() + Duration::from_nanos(*time)).collect();
        let mut again = times.into_iter();
        let moment = Moment::never();
        if let Some(first) = again.next() {
            moment.move_to(first);
        }
        Self {
            number,
            output: script.output,
            again: again.into(),
            moment,
            taken: false.into(),
            pollables: Rc::default(),
            ledger: ledger.clone(),
        }
    }

    fn trace(&self, what: &'static str) {
        self.ledger.0.trace.borrow_mut().push((what, self.number));
    }
}

impl FutureResult for FaultyCall {
    type Output = Output;

    fn subscribe(&self) -> Pollable {
        self.trace("subscribe");
        self.ledger.check(self.pollables.get() == 0, "subscribed twice");
        self.pollables.update(|pollables| pollables + 1);
        self.ledger.0.pollables.update(|pollables| pollables + 1);
        let (pollables, ledger) = (self.pollables.clone(), self.ledger.clone());
        Pollable::at(&self.moment).on_drop(move || {
            pollables.update(|pollables| pollables - 1);
            ledger.0.pollables.update(|pollables| pollables - 1);
        })
    }

    fn get(&self) -> Option<Output> {
        self.trace("get");
        self.ledger.check(self.moment.was_noticed(), "asked for the result before a poll said ready");
        self.ledger.check(!self.taken.get(), "asked for the result after it was given");
        if let Some(next) = self.again.borrow_mut().next() {
            self.moment.move_to(next);
            return None;
        }
        self.taken.set(true);
        Some(self.output)
    }
}

impl Drop for FaultyCall {
    fn drop(&mut self) {
        self.trace("drop");
        self.ledger.check(self.pollables.get() == 0, "dropped before its pollable");
        self.ledger.0.results.update(|results| results - 1);
    }
}
