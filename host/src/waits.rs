//! Who awaits whom, to find workers that wait in a circle.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{call::Call, worker_info::WorkerInfo};

/// Finds circles. Held while somebody looks: of those who close one at the same moment, the first is told and so opens it for the others.
#[derive(Default)]
pub(crate) struct Waits(Mutex<()>);

/// The calls of which a worker needs one to end before it can go on; none while it can go on.
///
/// Each worker has its own, for nearly all waits are for somebody who can go on: those never touch what workers share.
#[derive(Default)]
pub(crate) struct Awaits(Mutex<Vec<Arc<Call>>>);

/// For so many calls a worker keeps the memory between its waits.
const KEPT: usize = 4;

/// The workers of a circle, as `component/worker`, in the order in which they await each other; the last awaits the first.
pub(crate) type Circle = Vec<Arc<str>>;

impl Waits {
    /// Enters that `waiter` goes on only when one of `calls` is answered, unless that can never be.
    pub fn enter<'a>(&self, waiter: &'a Arc<WorkerInfo>, calls: &[Arc<Call>]) -> Result<Wait<'a>, Circle> {
        let wait = Wait::begin(waiter, calls);
        // Of two who close a circle at the same moment, at least one finds the other's calls: they are entered before anybody looks.
        if calls.iter().any(|call| can_go_on(call)) {
            return Ok(wait);
        }
        let _first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match circle(waiter) {
            None => Ok(wait),
            Some(circle) => {
                // Before the next may look.
                drop(wait);
                Err(circle)
            }
        }
    }
}

impl Awaits {
    /// Whether the worker is blocked on others and on nothing else.
    pub fn is_waiting(&self) -> bool {
        !self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Call>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wait that lasts as long as this lives.
pub(crate) struct Wait<'a>(&'a WorkerInfo);

impl<'a> Wait<'a> {
    fn begin(waiter: &'a WorkerInfo, calls: &[Arc<Call>]) -> Self {
        waiter.awaits.lock().extend_from_slice(calls);
        Self(waiter)
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let mut calls = self.0.awaits.lock();
        calls.clear();
        calls.shrink_to(KEPT);
    }
}

/// Whether the target of a call waits for nobody, or is done with it.
fn can_go_on(call: &Call) -> bool {
    call.target().is_none_or(|target| !target.awaits.is_waiting())
}

/// A circle that keeps `waiter` from ever going on, if there is one.
///
/// A worker can go on if it waits for nothing, or if one call that it awaits has ended or has a target that can go on.
fn circle(waiter: &Arc<WorkerInfo>) -> Option<Circle> {
    let mut waiting = HashMap::new();
    let mut open = vec![waiter.clone()];
    while let Some(worker) = open.pop() {
        if let Entry::Vacant(vacancy) = waiting.entry(Arc::as_ptr(&worker)) {
            let calls = worker.awaits.lock().clone();
            if calls.is_empty() {
                return None;
            }
            for call in &*vacancy.insert(calls) {
                open.push(call.target()?.clone());
            }
        }
    }
    // Others go on while this looks: it was so for all of them at once only if it still is.
    if waiting.values().flatten().any(|call| call.has_ended()) {
        return None;
    }
    // Everyone within reach waits: following anyone's first call ends in a circle.
    let mut trail = vec![waiter];
    loop {
        let next = waiting.get(&Arc::as_ptr(trail.last()?))?.first()?.target()?;
        if let Some(start) = trail.iter().position(|worker| Arc::ptr_eq(worker, next)) {
            return Some(trail[start..].iter().map(|worker| worker.label.clone()).collect());
        }
        trail.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{places::Places, queue::Jobs, request::Request};
    use std::{sync::Barrier, thread};

    fn workers<const N: usize>(names: [&str; N]) -> [Arc<WorkerInfo>; N] {
        names.map(WorkerInfo::named)
    }

    fn call(target: &Arc<WorkerInfo>) -> Arc<Call> {
        let place = Places::take(target, None).unwrap();
        Call::queue(None, Request::Rpc { function: "run".into(), params: vec![] }, place)
    }

    fn labels(circle: Option<Circle>) -> Vec<String> {
        circle.unwrap().iter().map(|label| label.to_string()).collect()
    }

    #[test]
    fn itself() {
        let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
        assert_eq!(labels(waits.enter(&a, &[call(&a)]).err()), ["c/a"]);
        assert!(!a.awaits.is_waiting());
        assert!(waits.enter(&a, &[call(&b)]).is_ok());
    }

    #[test]
    fn three() {
        let (waits, [a, b, c]) = (Waits::default(), workers(["a", "b", "c"]));
        let _a = waits.enter(&a, &[call(&b)]).unwrap();
        let _b = waits.enter(&b, &[call(&c)]).unwrap();
        assert_eq!(labels(waits.enter(&c, &[call(&a)]).err()), ["c/c", "c/a", "c/b"]);
    }

    #[test]
    fn one_way_out_is_enough() {
        let (waits, [a, b, free]) = (Waits::default(), workers(["a", "b", "free"]));
        let _a = waits.enter(&a, &[call(&b), call(&free)]).unwrap();
        assert!(waits.enter(&b, &[call(&a)]).is_ok());
    }

    #[test]
    fn every_way_blocked() {
        let (waits, [a, b, c]) = (Waits::default(), workers(["a", "b", "c"]));
        let _a = waits.enter(&a, &[call(&b), call(&c)]).unwrap();
        let _b = waits.enter(&b, &[call(&a)]).unwrap();
        assert!(waits.enter(&c, &[call(&b)]).is_err());
    }

    #[test]
    fn ended_and_answered_waits_hold_nobody_up() {
        let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
        drop(waits.enter(&a, &[call(&b)]).unwrap());
        drop(waits.enter(&b, &[call(&a)]).unwrap());
        let call_of_b = call(&b);
        let _a = waits.enter(&a, std::slice::from_ref(&call_of_b)).unwrap();
        assert!(waits.enter(&b, &[call(&a)]).is_err());
        // Done is what it had to do.
        drop(Jobs::of(b.clone()));
        assert!(call_of_b.has_ended());
        assert!(waits.enter(&b, &[call(&a)]).is_ok());
    }

    #[test]
    fn of_those_who_close_a_circle_together_one_is_told() {
        for _ in 0..500 {
            let (waits, workers, start) = (Waits::default(), workers(["a", "b", "c"]), Barrier::new(3));
            let told = thread::scope(|scope| {
                let threads = [0, 1, 2].map(|index| {
                    let (waits, start) = (&waits, &start);
                    let (waiter, call) = (&workers[index], call(&workers[(index + 1) % 3]));
                    scope.spawn(move || {
                        start.wait();
                        let wait = waits.enter(waiter, &[call]);
                        start.wait();
                        wait.is_err()
                    })
                });
                threads.map(|thread| thread.join().unwrap())
            });
            assert_eq!(told.into_iter().filter(|told| *told).count(), 1, "{told:?}");
        }
    }
}
