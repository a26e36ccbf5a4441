//! Calls that answer when they are told to, and a log of what was done with them.

use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::{FutureResult, RpcError};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

/// What was done, in order.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn add(&self, what: &str, id: usize) {
        self.0.borrow_mut().push(format!("{what} {id}"));
    }

    /// How many entries begin with `what`.
    pub fn count(&self, what: &str) -> usize {
        self.0.borrow().iter().filter(|entry| entry.starts_with(what)).count()
    }

    /// Whether no result was dropped before its pollable.
    pub fn pollables_go_first(&self) -> bool {
        let entries = self.0.borrow();
        let place = |entry: String| entries.iter().position(|other| *other == entry);
        entries.iter().filter_map(|entry| entry.strip_prefix("drop result ")).all(|id| {
            place(format!("drop pollable {id}"))
                .is_none_or(|pollable| Some(pollable) < place(format!("drop result {id}")))
        })
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.borrow().join(", "))
    }
}

/// A call that gives its id after a while.
pub struct Scripted {
    id: usize,
    delay: Duration,
    nones: Cell<usize>,
    log: Log,
}

impl Scripted {
    /// Is ready `times` times without having its result, as calls are that a restart of the worker
    /// interrupted.
    pub fn empty_at_first(self, times: usize) -> Self {
        self.nones.set(times);
        self
    }
}

/// A call that gives `id` after `delay` milliseconds.
pub fn call(log: &Log, id: usize, delay: usize) -> Scripted {
    Scripted { id, delay: Duration::from_millis(delay as u64), nones: 0.into(), log: log.clone() }
}

impl FutureResult for Scripted {
    type Output = usize;

    fn subscribe(&self) -> Pollable {
        self.log.add("subscribe", self.id);
        let (log, id) = (self.log.clone(), self.id);
        Pollable::after(self.delay).on_drop(move || log.add("drop pollable", id))
    }

    fn get(&self) -> Option<usize> {
        self.log.add("get", self.id);
        match self.nones.get() {
            0 => Some(self.id),
            nones => {
                self.nones.set(nones - 1);
                None
            }
        }
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.log.add("drop result", self.id);
    }
}

/// A call that gives a result, as those of generated clients do.
pub struct Fallible(pub Scripted);

impl FutureResult for Fallible {
    type Output = Result<usize, RpcError>;

    fn subscribe(&self) -> Pollable {
        self.0.subscribe()
    }

    fn get(&self) -> Option<Self::Output> {
        self.0.get().map(Ok)
    }
}

/// `n`, or fewer where everything is slow.
pub const fn sized(n: usize) -> usize {
    if cfg!(miri) && n > 12 { 12 } else { n }
}

/// In which order calls end.
#[derive(Debug, Clone, Copy)]
pub enum Order {
    AllAtOnce,
    Forward,
    Reversed,
    Random,
    Bursts,
}

pub const ORDERS: [Order; 5] = [Order::AllAtOnce, Order::Forward, Order::Reversed, Order::Random, Order::Bursts];

impl Order {
    /// When the call at `index` of `n` ends, in milliseconds from its start.
    pub fn delay(self, index: usize, n: usize) -> usize {
        match self {
            Self::AllAtOnce => 10,
            Self::Forward => 10 + index,
            Self::Reversed => 10 + n - index,
            Self::Random => 10 + index.wrapping_mul(2_654_435_761) % (2 * n),
            Self::Bursts => 10 + index % 7,
        }
    }
}
