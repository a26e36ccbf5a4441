//! [`Waits`]: who waits for whom. Workers that wait for each other in a circle are found here.
//!
//! A worker runs one invocation at a time. If worker a waits for a call to b, and b, in the
//! invocation that it is running, for a call to a, then neither call can ever be answered. On Golem
//! both hang. Here one of them is told.

use std::{
    collections::{HashMap, HashSet, VecDeque, hash_map::Entry},
    iter,
    sync::{Arc, Mutex, PoisonError},
};

use super::call::Job;
use super::outcome::Outcome;
use super::worker_info::{WorkerCall, WorkerInfo};
use crate::failure::Failure;
use crate::observe::Recorder;

/// Finds circles, and opens them by refusing calls.
///
/// The lock is held while a worker looks for a circle. If several workers close one at the same
/// moment, the first to get the lock opens it, and the others then find it open. Without the lock
/// each of them would refuse a call.
#[derive(Default)]
pub(crate) struct Waits(Mutex<()>);

/// The workers of a circle, as `component/worker`: each waits for the next, and the last for the
/// first.
pub(crate) type Circle = Vec<Arc<str>>;

impl Waits {
    /// Notes that `waiter` can go on only when one of `calls` has ended. That holds for as long as
    /// the returned [`Wait`] lives.
    ///
    /// If none of the calls can ever end, because of a circle, this refuses calls that are still in
    /// their target's queue: it takes them out, and ends them with [`Failure::deadlock`]. Those of
    /// `waiter` are refused, or, if all of them have begun, those of a worker that it waits for. So
    /// a call that is said to have failed was never run, and a call that has begun runs to its end.
    ///
    /// # Errors
    /// The circle, if all calls in it have begun. That takes a worker that keeps the future of a
    /// call from one invocation to the next, and waits for it there.
    pub fn enter<'a>(
        &self,
        recorder: &Recorder,
        waiter: &'a Arc<WorkerInfo>,
        calls: &[Arc<WorkerCall>],
    ) -> Result<Wait<'a>, Circle> {
        let wait = Wait::begin(waiter, calls);
        // The calls are noted before anybody looks for a circle. So of two workers that close one
        // at the same moment, at least one sees the calls of the other.
        if calls.iter().any(|call| can_go_on(call)) {
            return Ok(wait);
        }
        let _first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(knot) = Knot::around(waiter) else { return Ok(wait) };
        if knot.refuse_calls(recorder) {
            return Ok(wait);
        }
        // This wait ends before the lock is released. Otherwise the next worker to look would find
        // the same circle, though it is open by then.
        drop(wait);
        Err(calls.first().and_then(|call| call.target()).map_or_else(Circle::new, |target| knot.circle(waiter, target)))
    }
}

/// The note that a worker waits. Dropping it ends the wait.
pub(crate) struct Wait<'a>(&'a WorkerInfo);

impl<'a> Wait<'a> {
    fn begin(waiter: &'a WorkerInfo, calls: &[Arc<WorkerCall>]) -> Self {
        waiter.awaits.begin(calls);
        Self(waiter)
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.0.awaits.end();
    }
}

/// Whether nothing keeps a call from being answered: its target waits for nobody, or the call has
/// ended.
fn can_go_on(call: &WorkerCall) -> bool {
    call.target().is_none_or(|target| !target.awaits.is_waiting())
}

/// A worker and all workers that it waits for, directly or by way of others, when every one of them
/// waits. Then none of them can ever go on.
///
/// A worker can go on if it waits for nothing, or if one of the calls that it waits for has ended
/// or has a target that can go on. There is a knot only where that holds for nobody. All members
/// wait for each other: a part of them that does not wait for the rest would be a knot by itself,
/// and would have been found when it was closed.
struct Knot {
    /// In the order in which they were found: those that the first one waits for directly, then
    /// those that these wait for, and so on.
    members: Vec<Member>,
    indices: HashMap<*const WorkerInfo, usize>,
}

struct Member {
    worker: Arc<WorkerInfo>,
    calls: Vec<Arc<WorkerCall>>,
}

impl Knot {
    fn around(waiter: &Arc<WorkerInfo>) -> Option<Self> {
        let mut knot = Self { members: vec![], indices: HashMap::new() };
        knot.add(waiter)?;
        let mut next = 0;
        while let Some(member) = knot.members.get(next) {
            for call in member.calls.clone() {
                knot.add(call.target()?)?;
            }
            next += 1;
        }
        // Other workers go on meanwhile, so the members were looked at one after another, not all
        // at one moment. If none of their calls has ended by now, they all waited at the same time.
        let has_ended = knot.members.iter().flat_map(|member| &member.calls).any(|call| call.has_ended());
        (!has_ended).then_some(knot)
    }

    /// Adds a worker and the calls that it waits for. `None` if it does not wait, so that there is
    /// no knot.
    fn add(&mut self, worker: &Arc<WorkerInfo>) -> Option<()> {
        if let Entry::Vacant(vacancy) = self.indices.entry(Arc::as_ptr(worker)) {
            let calls = worker.awaits.calls();
            if calls.is_empty() {
                return None;
            }
            vacancy.insert(self.members.len());
            self.members.push(Member { worker: worker.clone(), calls });
        }
        Some(())
    }

    /// Refuses the calls of the first member that has some that have not begun. False if no member
    /// has.
    fn refuse_calls(&self, recorder: &Recorder) -> bool {
        self.members.iter().any(|member| self.refuse_calls_of(member, recorder))
    }

    fn refuse_calls_of(&self, member: &Member, recorder: &Recorder) -> bool {
        let calls: HashSet<_> = member.calls.iter().map(Arc::as_ptr).collect();
        let mut targets: Vec<_> = member.calls.iter().filter_map(|call| call.target()).collect();
        let mut known = HashSet::new();
        targets.retain(|target| known.insert(Arc::as_ptr(target)));
        let mut refused = false;
        for target in targets {
            let jobs = target.queue.take_out(|job| calls.contains(&Arc::as_ptr(job.promise.call())));
            if jobs.is_empty() {
                continue;
            }
            refused = true;
            let failure = Failure::deadlock(&self.circle(&member.worker, target));
            for Job { request, promise } in jobs {
                target.log.iter().for_each(|log| log.answered(&request));
                recorder.call_ended(promise.number(), Some(&failure));
                promise.keep(Outcome::refused(failure.clone()));
            }
        }
        refused
    }

    /// The shortest circle in which `worker` awaits `target`.
    fn circle(&self, worker: &Arc<WorkerInfo>, target: &Arc<WorkerInfo>) -> Circle {
        let (Some(worker), Some(target)) = (self.index(worker), self.index(target)) else { return Circle::new() };
        // For each member the one before it on the shortest way there from the target.
        let mut from = HashMap::new();
        let mut open = VecDeque::from([target]);
        while let Some(index) = open.pop_front() {
            let awaited = self.members[index].calls.iter().filter_map(|call| self.index(call.target()?));
            for awaited in awaited.filter(|awaited| *awaited != target) {
                if let Entry::Vacant(vacancy) = from.entry(awaited) {
                    vacancy.insert(index);
                    open.push_back(awaited);
                }
            }
        }
        let mut circle: Vec<_> = iter::successors(Some(worker), |index| from.get(index).copied()).collect();
        circle[1..].reverse();
        circle.into_iter().map(|index| self.members[index].worker.label.clone()).collect()
    }

    fn index(&self, worker: &Arc<WorkerInfo>) -> Option<usize> {
        self.indices.get(&Arc::as_ptr(worker)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::jobs::Jobs;
    use crate::calls::worker_info::WorkerJob;
    use crate::limits::Places;
    use crate::log::Request;
    use crate::time::Clock;
    use std::{sync::Barrier, thread};

    fn workers<const N: usize>(names: [&str; N]) -> [Arc<WorkerInfo>; N] {
        names.map(WorkerInfo::named)
    }

    fn call(target: &Arc<WorkerInfo>) -> Arc<WorkerCall> {
        let place = Places::take(target, None).unwrap();
        WorkerCall::queue(None, 0, Request::Rpc { function: "run".into(), params: vec![], key: None }, place)
    }

    /// A call that its target has begun.
    async fn begun(target: &Arc<WorkerInfo>) -> (Arc<WorkerCall>, WorkerJob) {
        let jobs = Jobs::of(target.clone());
        let call = call(target);
        let job = jobs.next().await.unwrap();
        // When it is dropped the worker is gone.
        std::mem::forget(jobs);
        (call, job)
    }

    fn enter<'a>(waits: &Waits, waiter: &'a Arc<WorkerInfo>, calls: &[&Arc<WorkerCall>]) -> Result<Wait<'a>, Circle> {
        let calls: Vec<_> = calls.iter().map(|call| Arc::clone(call)).collect();
        waits.enter(&Recorder::new(false, Clock::real()), waiter, &calls)
    }

    /// The circle for which a call was refused.
    fn told(call: &WorkerCall) -> Option<String> {
        match call.take_outcome()?.answer {
            Err(Failure::Deadlock(circle)) => Some(circle),
            other => panic!("{:?}", other.err()),
        }
    }

    #[test]
    fn itself() {
        let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
        let refused = call(&a);
        drop(enter(&waits, &a, &[&refused]).unwrap());
        assert_eq!(told(&refused).as_deref(), Some("c/a → c/a"));
        assert!(a.places.close(), "it is no longer in the queue");
        let made = call(&b);
        let _a = enter(&waits, &a, &[&made]).unwrap();
        assert!(!made.has_ended());
    }

    #[test]
    fn three() {
        let (waits, [a, b, c]) = (Waits::default(), workers(["a", "b", "c"]));
        let calls = [&b, &c, &a].map(call);
        let waiting = [&a, &b, &c].map(Clone::clone);
        let _waits: Vec<_> =
            waiting.iter().zip(&calls).map(|(worker, call)| enter(&waits, worker, &[call]).unwrap()).collect();
        assert_eq!(calls.each_ref().map(|call| call.has_ended()), [false, false, true]);
        assert_eq!(told(&calls[2]).as_deref(), Some("c/c → c/a → c/b → c/c"));
    }

    #[test]
    fn one_way_out_is_enough() {
        let (waits, [a, b, free]) = (Waits::default(), workers(["a", "b", "free"]));
        let (to_b, to_free, to_a) = (call(&b), call(&free), call(&a));
        let _a = enter(&waits, &a, &[&to_b, &to_free]).unwrap();
        let _b = enter(&waits, &b, &[&to_a]).unwrap();
        assert!(!to_a.has_ended());
    }

    #[test]
    fn every_way_blocked() {
        let (waits, [a, b, c]) = (Waits::default(), workers(["a", "b", "c"]));
        let (a_to_b, a_to_c, b_to_a, c_to_b) = (call(&b), call(&c), call(&a), call(&b));
        let _a = enter(&waits, &a, &[&a_to_b, &a_to_c]).unwrap();
        let _b = enter(&waits, &b, &[&b_to_a]).unwrap();
        let _c = enter(&waits, &c, &[&c_to_b]).unwrap();
        assert_eq!(told(&c_to_b).as_deref(), Some("c/c → c/b → c/a → c/c"));
        assert!([a_to_b, a_to_c, b_to_a].iter().all(|call| !call.has_ended()));
    }

    /// Whoever comes last: a call that was begun is not told to have failed.
    #[tokio::test]
    async fn who_is_begun_goes_on() {
        for closed_by_caller in [false, true] {
            let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
            let ((to_b, job), back) = (begun(&b).await, call(&a));
            let (_first, _last) = if closed_by_caller {
                (enter(&waits, &b, &[&back]).unwrap(), enter(&waits, &a, &[&to_b]).unwrap())
            } else {
                (enter(&waits, &a, &[&to_b]).unwrap(), enter(&waits, &b, &[&back]).unwrap())
            };
            assert!(!to_b.has_ended());
            assert_eq!(told(&back).as_deref(), Some("c/b → c/a → c/b"));
            drop(job);
        }
    }

    #[tokio::test]
    async fn all_have_begun() {
        let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
        let ((to_b, _b), (to_a, _a)) = (begun(&b).await, begun(&a).await);
        let _b = enter(&waits, &b, &[&to_a]).unwrap();
        let circle = enter(&waits, &a, &[&to_b]).err().unwrap();
        assert_eq!(circle.iter().map(|label| &**label).collect::<Vec<_>>(), ["c/a", "c/b"]);
        assert!(!a.awaits.is_waiting() && !to_a.has_ended() && !to_b.has_ended());
    }

    #[test]
    fn all_that_cannot_be_done_is_refused_at_once() {
        let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
        let (back, others) = (call(&a), [&a, &b, &a].map(call));
        let kept = call(&b);
        let _b = enter(&waits, &b, &[&back]).unwrap();
        let _a = enter(&waits, &a, &others.each_ref()).unwrap();
        assert_eq!(
            others.each_ref().map(|call| told(call)),
            [Some("c/a → c/a".into()), Some("c/a → c/b → c/a".into()), Some("c/a → c/a".into())]
        );
        assert!(!back.has_ended() && !kept.has_ended(), "nobody awaits them here");
    }

    #[test]
    fn ended_and_answered_waits_hold_nobody_up() {
        let (waits, [a, b]) = (Waits::default(), workers(["a", "b"]));
        let (to_b, to_a) = (call(&b), call(&a));
        drop(enter(&waits, &a, &[&to_b]).unwrap());
        drop(enter(&waits, &b, &[&to_a]).unwrap());
        let _a = enter(&waits, &a, &[&to_b]).unwrap();
        // Done is what it had to do.
        drop(Jobs::of(b.clone()));
        assert!(to_b.has_ended());
        let _b = enter(&waits, &b, &[&to_a]).unwrap();
        assert!(!to_a.has_ended());
    }

    #[test]
    fn of_those_who_close_a_circle_together_one_is_told() {
        for _ in 0..500 {
            let (waits, workers, start) = (Waits::default(), workers(["a", "b", "c"]), Barrier::new(3));
            let calls = [1, 2, 0].map(|next: usize| call(&workers[next]));
            thread::scope(|scope| {
                for (waiter, call) in workers.iter().zip(&calls) {
                    let (waits, start) = (&waits, &start);
                    scope.spawn(move || {
                        start.wait();
                        let _wait = enter(waits, waiter, &[call]).unwrap();
                        start.wait();
                    });
                }
            });
            let told = calls.each_ref().map(|call| call.has_ended());
            assert_eq!(told.into_iter().filter(|told| *told).count(), 1, "{told:?}");
        }
    }
}
