//! Who awaits whom, to find workers that wait in a circle.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use crate::request::Request;

/// All workers that are blocked on others and on nothing else.
#[derive(Debug, Default)]
pub(crate) struct Waits(Mutex<HashMap<Label, Vec<Awaited>>>);

/// A worker, as `component/worker`: no two have the same.
type Label = Arc<str>;

/// One call that a worker awaits.
#[derive(Clone, Debug)]
pub(crate) struct Awaited {
    pub target: Label,
    /// Gone before the target goes on to its next invocation: from then on this call holds nobody up.
    pub request: Weak<Request>,
}

impl Awaited {
    /// What the target has done since it answered, it has done after the lock of [`Waits`]: whoever sees that, sees this, too.
    fn is_answered(&self) -> bool {
        self.request.strong_count() == 0
    }
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
#[derive(Debug)]
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
        if awaited.iter().any(Awaited::is_answered) {
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

    fn worker(name: &str) -> Label {
        name.into()
    }

    fn request() -> Arc<Request> {
        Arc::new(Request::Rpc { function: "run".into(), params: vec![] })
    }

    fn awaited(request: &Arc<Request>, names: &[&str]) -> Vec<Awaited> {
        let call = |name: &&str| Awaited { target: worker(name), request: Arc::downgrade(request) };
        names.iter().map(call).collect()
    }

    #[test]
    fn itself() {
        let (waits, request) = (Waits::default(), request());
        let circle = waits.enter(&worker("a"), awaited(&request, &["a"])).unwrap_err();
        assert_eq!(circle, ["a"].map(worker));
        assert!(waits.enter(&worker("a"), awaited(&request, &["b"])).is_ok());
    }

    #[test]
    fn three() {
        let (waits, request) = (Waits::default(), request());
        let _a = waits.enter(&worker("a"), awaited(&request, &["b"])).unwrap();
        let _b = waits.enter(&worker("b"), awaited(&request, &["c"])).unwrap();
        let circle = waits.enter(&worker("c"), awaited(&request, &["a"])).unwrap_err();
        assert_eq!(circle, ["c", "a", "b"].map(worker));
    }

    #[test]
    fn one_way_out_is_enough() {
        let (waits, request) = (Waits::default(), request());
        let _a = waits.enter(&worker("a"), awaited(&request, &["b", "free"])).unwrap();
        assert!(waits.enter(&worker("b"), awaited(&request, &["a"])).is_ok());
    }

    #[test]
    fn every_way_blocked() {
        let (waits, request) = (Waits::default(), request());
        let _a = waits.enter(&worker("a"), awaited(&request, &["b", "c"])).unwrap();
        let _b = waits.enter(&worker("b"), awaited(&request, &["a"])).unwrap();
        assert!(waits.enter(&worker("c"), awaited(&request, &["b"])).is_err());
    }

    #[test]
    fn ended_and_answered_waits_hold_nobody_up() {
        let (waits, request) = (Waits::default(), request());
        drop(waits.enter(&worker("a"), awaited(&request, &["b"])).unwrap());
        drop(waits.enter(&worker("b"), awaited(&request, &["a"])).unwrap());
        let _a = waits.enter(&worker("a"), awaited(&request, &["b"])).unwrap();
        assert!(waits.enter(&worker("b"), awaited(&request, &["a"])).is_err());
        let other = self::request();
        drop(request);
        assert!(waits.enter(&worker("b"), awaited(&other, &["a"])).is_ok());
    }
}
