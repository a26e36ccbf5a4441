//! [`Fault`]: what is to go wrong.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::naming::{FunctionName, names_function};

/// What is to go wrong, in which invocations: by default in all.
///
/// ```
/// use std::time::Duration;
/// use golem_rpc_host::{Fault, Host};
///
/// let host = Host::builder()
///     // The second call of each worker's `place` is lost on its way back.
///     .fault(Fault::drop_reply().in_function("place").after(1).times(1))
///     .fault(Fault::delay(Duration::from_secs(5)).in_worker("shop/slow"))
///     .virtual_time(true)
///     .build()?;
/// # Ok::<(), golem_rpc_host::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fault {
    effect: Effect,
    worker: Option<String>,
    function: Option<String>,
    after: u64,
    times: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Fail(String),
    Delay(Duration),
    DropReply,
    Trap,
    RestartCaller,
}

impl Fault {
    /// The invocation is not run, and its caller is told so with this text (`remote-internal-error`).
    pub fn fail(text: impl Into<String>) -> Self {
        Self::new(Effect::Fail(text.into()))
    }

    /// The invocation is run after so long: virtual time, if the host has that.
    pub fn delay(duration: Duration) -> Self {
        Self::new(Effect::Delay(duration))
    }

    /// The invocation is run, but its caller is told that the reply was lost. Calling again runs it again.
    pub fn drop_reply() -> Self {
        Self::new(Effect::DropReply)
    }

    /// The invocation traps, with what that means for its worker.
    pub fn trap() -> Self {
        Self::new(Effect::Trap)
    }

    /// The worker that called is restarted when the invocation is done, and goes on where it was: Golem does so after a crash, or to move it.
    ///
    /// All that it notices is one result that is ready and then not there: `poll` tells of it, `get` gives none, and the future has to be polled again. The
    /// invocation is not run again. Nobody who calls from outside, or waits without a future, notices anything.
    pub fn restart_caller() -> Self {
        Self::new(Effect::RestartCaller)
    }

    fn new(effect: Effect) -> Self {
        Self { effect, worker: None, function: None, after: 0, times: u64::MAX }
    }

    /// Only in this worker (`component/worker`), or in those of a component.
    pub fn in_worker(mut self, worker: impl Into<String>) -> Self {
        self.worker = Some(worker.into());
        self
    }

    /// Only in this function, written as for [`Host::invoke`](crate::Host::invoke).
    pub fn in_function(mut self, function: impl Into<String>) -> Self {
        self.function = Some(function.into());
        self
    }

    /// Spares the first so many of the invocations that it is for. Another try of an invocation counts as one.
    pub fn after(mut self, invocations: u64) -> Self {
        self.after = invocations;
        self
    }

    /// Happens at most so many times.
    pub fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    fn is_for(&self, worker: &str, function: &str) -> bool {
        let component = worker.split_once('/').map_or(worker, |(component, _)| component);
        let in_worker = self.worker.as_ref().is_none_or(|wanted| wanted == worker || wanted == component);
        let in_function = self
            .function
            .as_ref()
            .is_none_or(|wanted| FunctionName::parse(function).is_ok_and(|name| names_function(wanted, &name)));
        in_worker && in_function
    }
}

/// The faults of a host.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(Fault, AtomicU64)>);

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.0.push((fault, AtomicU64::new(0)));
    }

    /// What goes wrong now: of several faults, the first.
    pub fn next(&self, worker: &str, function: &str) -> Option<Effect> {
        let due = |(fault, seen): &&(Fault, AtomicU64)| {
            fault.is_for(worker, function) && {
                let number = seen.fetch_add(1, Ordering::Relaxed);
                number >= fault.after && number - fault.after < fault.times
            }
        };
        self.0.iter().find(due).map(|(fault, _)| fault.effect.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_and_when() {
        let fault = Fault::trap().in_worker("shop").in_function("place").after(1).times(2);
        let mut faults = Faults::default();
        faults.add(fault);
        faults.add(Fault::fail("x").in_worker("shop/a").in_function("other"));
        let next = |worker, function| faults.next(worker, function);
        assert_eq!(next("shop/a", "a:b/orders@1.0.0.{place}"), None, "the first is spared");
        assert_eq!(next("other/a", "place"), None);
        assert_eq!(next("shop/b", "a:b/orders@1.0.0.{place}"), Some(Effect::Trap));
        assert_eq!(next("shop/a", "other"), Some(Effect::Fail("x".into())));
        assert_eq!(next("shop/b", "other"), None);
        assert_eq!(next("shop/b", "place"), Some(Effect::Trap));
        assert_eq!(next("shop/b", "place"), None, "twice is enough");
    }
}
