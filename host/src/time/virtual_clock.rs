//! Time that passes only when no worker can do anything else.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use wasmtime_wasi::HostWallClock;

/// How many invocations may end while the clock stands still. Workers that call each other for ever and never wait would keep
/// everybody waiting for ever: then it moves on although they run.
const INVOCATIONS_AT_ONE_TIME: u64 = 100_000;

/// Stands still while anything runs, then jumps to the next deadline that somebody waits for: [`advance`](Self::advance).
///
/// It stands still, too, while nobody outside waits for an answer. Else it would depend on the machine how late it is when the next
/// call comes from there.
#[derive(Clone, Debug, Default)]
pub(crate) struct VirtualClock(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Nanoseconds since the host started.
    now: u64,
    /// Those that wait: first by deadline, then in the order in which they began to.
    sleepers: BTreeMap<Place, Waker>,
    /// How many have begun to wait so far.
    arrivals: u64,
    observers: usize,
    /// How many invocations have ended since it last moved on.
    invocations: u64,
}

/// A sleeper's deadline and its number.
type Place = (u64, u64);

impl VirtualClock {
    pub fn now(&self) -> u64 {
        self.lock().now
    }

    /// For when no worker can go on: makes it as late as the first sleeper waits for, and wakes all whose time has come.
    pub fn advance(&self) {
        let due = self.lock().advance();
        due.into_values().for_each(Waker::wake);
    }

    /// Takes down that a worker is done with an invocation.
    pub fn invocation_ended(&self) {
        let mut state = self.lock();
        state.invocations += 1;
        if state.invocations >= INVOCATIONS_AT_ONE_TIME {
            let due = state.advance();
            // A sleeper that is woken may want the lock.
            drop(state);
            due.into_values().for_each(Waker::wake);
        }
    }

    /// Time passes while one of these lives.
    pub fn observe(&self) -> Observer {
        self.lock().observers += 1;
        Observer(self.clone())
    }

    /// Ends when it is `deadline` and no worker can go on, also when it is later than that already.
    pub fn sleep_until(&self, deadline: u64) -> Sleep {
        Sleep { clock: self.clone(), deadline, place: None }
    }

    /// Ends when no worker can go on before it is later than now.
    pub fn settled(&self) -> Sleep {
        self.sleep_until(self.now())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn advance(&mut self) -> BTreeMap<Place, Waker> {
        self.invocations = 0;
        let Some((&(first, _), _)) = self.sleepers.first_key_value().filter(|_| self.observers > 0) else {
            return BTreeMap::new();
        };
        self.now = self.now.max(first);
        let later = self.sleepers.split_off(&(self.now, u64::MAX));
        std::mem::replace(&mut self.sleepers, later)
    }
}

/// The first second of the year 2000: when every host with virtual time starts.
const VIRTUAL_START: Duration = Duration::from_secs(946_684_800);

/// The wall clock of workers.
impl HostWallClock for VirtualClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        VIRTUAL_START + Duration::from_nanos(self.now())
    }
}

/// Somebody outside who waits.
#[derive(Debug)]
pub(crate) struct Observer(VirtualClock);

impl Drop for Observer {
    fn drop(&mut self) {
        self.0.lock().observers -= 1;
    }
}

pub(crate) struct Sleep {
    clock: VirtualClock,
    deadline: u64,
    place: Option<Place>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Self { clock, deadline, place } = &mut *self;
        let mut state = clock.lock();
        match place.map(|place| state.sleepers.get_mut(&place)) {
            Some(None) => return Poll::Ready(()),
            Some(Some(waker)) => waker.clone_from(context.waker()),
            None => {
                state.arrivals += 1;
                let begun = *place.insert((*deadline, state.arrivals));
                state.sleepers.insert(begun, context.waker().clone());
            }
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.clock.lock().sleepers.remove(&place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;

    fn is_done(sleep: Pin<&mut Sleep>) -> bool {
        sleep.poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn it_jumps_from_deadline_to_deadline() {
        let clock = VirtualClock::default();
        let _observer = clock.observe();
        let (mut late, mut early) = (pin!(clock.sleep_until(20)), pin!(clock.sleep_until(10)));
        assert!(!is_done(late.as_mut()) && !is_done(early.as_mut()));
        clock.advance();
        assert_eq!(clock.now(), 10);
        assert!(!is_done(late.as_mut()) && is_done(early.as_mut()));
        clock.advance();
        assert_eq!(clock.now(), 20);
        assert!(is_done(late.as_mut()));
        clock.advance();
        assert_eq!(clock.now(), 20, "nobody waits");
    }

    #[test]
    fn sleepers_that_are_gone_do_not_count() {
        let clock = VirtualClock::default();
        let _observer = clock.observe();
        let mut kept = pin!(clock.sleep_until(u64::MAX));
        assert!(!is_done(kept.as_mut()));
        {
            let mut dropped = pin!(clock.sleep_until(10));
            assert!(!is_done(dropped.as_mut()));
        }
        clock.advance();
        assert_eq!(clock.now(), u64::MAX);
        assert!(is_done(kept.as_mut()));
    }

    #[test]
    fn it_settles_before_it_moves() {
        let clock = VirtualClock::default();
        let _observer = clock.observe();
        let (mut sleep, mut settled) = (pin!(clock.sleep_until(10)), pin!(clock.settled()));
        assert!(!is_done(sleep.as_mut()) && !is_done(settled.as_mut()));
        clock.advance();
        assert_eq!(clock.now(), 0);
        assert!(!is_done(sleep.as_mut()) && is_done(settled.as_mut()));
    }

    #[test]
    fn it_moves_on_when_workers_never_wait() {
        let clock = VirtualClock::default();
        let _observer = clock.observe();
        let mut sleep = pin!(clock.sleep_until(10));
        assert!(!is_done(sleep.as_mut()));
        (1..INVOCATIONS_AT_ONE_TIME).for_each(|_| clock.invocation_ended());
        assert!(!is_done(sleep.as_mut()));
        clock.invocation_ended();
        assert!(is_done(sleep.as_mut()));
        assert_eq!(clock.now(), 10);
    }

    #[test]
    fn it_stands_still_while_nobody_looks() {
        let clock = VirtualClock::default();
        let mut sleep = pin!(clock.sleep_until(10));
        assert!(!is_done(sleep.as_mut()));
        drop(clock.observe());
        clock.advance();
        assert_eq!(clock.now(), 0);
    }
}
