//! [`Fault`]: something that is to go wrong, for tests of how a program copes with it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::naming::{FunctionName, names_function};

/// Something that is to go wrong, and the invocations in which it does: all, unless
/// [`in_worker`](Self::in_worker), [`in_function`](Self::in_function), [`after`](Self::after) or
/// [`times`](Self::times) says otherwise.
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
    /// The invocation is not run. Its caller gets this text as a `remote-internal-error`.
    pub fn fail(text: impl Into<String>) -> Self {
        Self::new(Effect::Fail(text.into()))
    }

    /// The invocation is run later, by this much. In virtual time this passes as all time does.
    pub fn delay(duration: Duration) -> Self {
        Self::new(Effect::Delay(duration))
    }

    /// The invocation is run, but its caller is told that the reply was lost. If it calls again,
    /// the function runs a second time.
    pub fn drop_reply() -> Self {
        Self::new(Effect::DropReply)
    }

    /// The invocation traps, as if the component had done so: the worker may then stay failed, see
    /// [`HostBuilder::restart_failed`](crate::HostBuilder::restart_failed).
    pub fn trap() -> Self {
        Self::new(Effect::Trap)
    }

    /// When the invocation has ended, its caller sees what a worker sees that Golem restarts, after
    /// a crash or to move it to another machine, and that goes on where it was.
    ///
    /// All that such a caller notices is a result that is ready and then not there: `poll` reports
    /// it, `get` gives `none`, and the future has to be polled again. The invocation itself does
    /// not run again. A call from outside, and one that does not wait with a future, notice
    /// nothing.
    pub fn restart_caller() -> Self {
        Self::new(Effect::RestartCaller)
    }

    fn new(effect: Effect) -> Self {
        Self { effect, worker: None, function: None, after: 0, times: u64::MAX }
    }

    /// Only in this worker, given as `component/worker`, or in all workers of this component.
    pub fn in_worker(mut self, worker: impl Into<String>) -> Self {
        self.worker = Some(worker.into());
        self
    }

    /// Only in this function, which may be written in the ways that
    /// [`Host::invoke`](crate::Host::invoke) takes.
    pub fn in_function(mut self, function: impl Into<String>) -> Self {
        self.function = Some(function.into());
        self
    }

    /// Not in the first so many of the invocations that it is for. If an invocation that trapped is
    /// tried again, that counts as one more.
    pub fn after(mut self, invocations: u64) -> Self {
        self.after = invocations;
        self
    }

    /// In at most so many invocations.
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

    /// The same faults, of which none has happened yet.
    pub fn again(&self) -> Self {
        Self(self.0.iter().map(|(fault, _)| (fault.clone(), AtomicU64::new(0))).collect())
    }

    /// What goes wrong in the invocation of `function` that is about to begin in `worker`. If
    /// several faults are for it, the first that was added. To be asked once for each invocation,
    /// since this counts them.
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
