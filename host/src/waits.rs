//! Who awaits whom, to find workers that wait in a circle.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::call::Call;

/// All workers that are blocked on others and on nothing else.
#[derive(Default)]
pub(crate) struct Waits(Mutex<HashMap<Label, Vec<Awaited>>>);

/// A worker, as `component/worker`: no two have the same.
type Label = Arc<str>;

/// One call that a worker awaits.
pub(crate) struct Awaited {
    pub target: Label,
    /// Ended before the target goes on to its next invocation: from then on it holds nobody up.
    pub call: Arc<Call>,
}

/// The workers of a circle, in the order in which they await each other; the last awaits the first.
pub(crate) type Circle = Vec<Label>;

impl Waits {
    /// Enters that `waiter` goes on only when one of `awaited` is answered, unless that can never be.
    pub fn enter(&self, waiter: &Label, awaited: Vec<Awaited>) -> Result<Wait<'_>, Circle> {
        let mut waits = self.lock();
        let goes_on = awaited.iter().any(|call| call.target != *waiter && !waits.contains_key(&call.target));
        waits.insert(waiter.clone(), awaited);
        let circle = if goes_on { None } else { circle(&waits, waiter) };
        match circle {
            None => Ok(Wait { waits: self, waiter: waiter.clone() }),
            Some(circle) => {
                waits.remove(waiter);
                Err(circle)
            }
        }
    }

    /// Whether a worker is blocked on others and on nothing else.
    pub fn is_waiting(&self, worker: &Label) -> bool {
        self.lock().contains_key(worker)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Label, Vec<Awaited>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wait that lasts as long as this lives.
pub(crate) struct Wait<'a> {
    waits: &'a Waits,
    waiter: Label,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.waits.lock().remove(&self.waiter);
    }
}

/// A circle that keeps `waiter` from ever going on, if there is one.
///
/// A worker can go on if it waits for nothing, or if one call that it awaits is answered or has a target that can go on.
fn circle(waits: &HashMap<Label, Vec<Awaited>>, waiter: &Label) -> Option<Circle> {
    let mut seen = HashSet::new();
    let mut trail = vec![waiter];
    let mut open = vec![waiter];
    while let Some(worker) = open.pop() {
        if !seen.insert(worker) {
            continue;
        }
        let awaited = waits.get(worker)?;
        if awaited.iter().any(|awaited| awaited.call.has_ended()) {
            return None;
        }
        open.extend(awaited.iter().map(|call| &call.target));
    }
    // Everyone within reach waits: following anyone's first call ends in a circle.
    loop {
        let next = &waits.get(trail.last().copied()?)?.first()?.target;
        if let Some(start) = trail.iter().position(|worker| *worker == next) {
            return Some(trail[start..].iter().map(|worker| (*worker).clone()).collect());
        }
        trail.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{call::Job, hub::Unfinished, places::Places, request::Request, worker_state::WorkerInfo};

    fn worker(name: &str) -> Label {
        name.into()
    }

    fn call() -> Arc<Call> {
        let place = Places::take(&WorkerInfo::any(), None).unwrap();
        Call::new(None, Request::Rpc { function: "run".into(), params: vec![] }, place)
    }

    fn awaited(call: &Arc<Call>, names: &[&str]) -> Vec<Awaited> {
        names.iter().map(|name| Awaited { target: worker(name), call: call.clone() }).collect()
    }

    #[test]
    fn itself() {
        let (waits, call) = (Waits::default(), call());
        let circle = waits.enter(&worker("a"), awaited(&call, &["a"])).err().unwrap();
        assert_eq!(circle, ["a"].map(worker));
        assert!(waits.enter(&worker("a"), awaited(&call, &["b"])).is_ok());
    }

    #[test]
    fn three() {
        let (waits, call) = (Waits::default(), call());
        let _a = waits.enter(&worker("a"), awaited(&call, &["b"])).unwrap();
        let _b = waits.enter(&worker("b"), awaited(&call, &["c"])).unwrap();
        let circle = waits.enter(&worker("c"), awaited(&call, &["a"])).err().unwrap();
        assert_eq!(circle, ["c", "a", "b"].map(worker));
    }

    #[test]
    fn one_way_out_is_enough() {
        let (waits, call) = (Waits::default(), call());
        let _a = waits.enter(&worker("a"), awaited(&call, &["b", "free"])).unwrap();
        assert!(waits.enter(&worker("b"), awaited(&call, &["a"])).is_ok());
    }

    #[test]
    fn every_way_blocked() {
        let (waits, call) = (Waits::default(), call());
        let _a = waits.enter(&worker("a"), awaited(&call, &["b", "c"])).unwrap();
        let _b = waits.enter(&worker("b"), awaited(&call, &["a"])).unwrap();
        assert!(waits.enter(&worker("c"), awaited(&call, &["b"])).is_err());
    }

    #[test]
    fn ended_and_answered_waits_hold_nobody_up() {
        let (waits, call) = (Waits::default(), call());
        drop(waits.enter(&worker("a"), awaited(&call, &["b"])).unwrap());
        drop(waits.enter(&worker("b"), awaited(&call, &["a"])).unwrap());
        let _a = waits.enter(&worker("a"), awaited(&call, &["b"])).unwrap();
        assert!(waits.enter(&worker("b"), awaited(&call, &["a"])).is_err());
        drop(Job::new(call, Arc::new(Unfinished::default()).one()));
        assert!(waits.enter(&worker("b"), awaited(&self::call(), &["a"])).is_ok());
    }
}
