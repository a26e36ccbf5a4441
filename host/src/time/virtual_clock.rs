//! [`VirtualClock`]: time that passes only when all workers wait.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use wasmtime_wasi::HostWallClock;

/// How many invocations may end while the clock stands still. Then it jumps, although workers are
/// running. Otherwise workers that call each other for ever and never wait would keep the clock
/// where it is, and whoever waits for a timer would wait for ever.
const INVOCATIONS_AT_ONE_TIME: u64 = 100_000;

/// A clock that stands still while any worker is running, and then jumps to the first time that
/// somebody waits for: see [`advance`](Self::advance).
///
/// It also stands still while nobody outside waits for an answer. Otherwise timers that are left in
/// workers would go on between two calls from outside, and how far they get would depend on how
/// fast the caller is.
#[derive(Clone, Debug, Default)]
pub(crate) struct VirtualClock(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Nanoseconds since the host started.
    now: u64,
    /// Whoever waits for a time, in the order of these times, and among equal ones in the order in
    /// which the waits began.
    sleepers: BTreeMap<Place, Waker>,
    /// How many waits have begun so far: the next one gets this number.
    arrivals: u64,
    /// How many callers outside are waiting.
    observers: usize,
    /// How many invocations have ended since the clock last jumped.
    invocations: u64,
}

/// The deadline of a wait, and its number.
type Place = (u64, u64);

impl VirtualClock {
    /// A clock that shows this, and not zero.
    pub fn that_shows(now: u64) -> Self {
        Self(Arc::new(Mutex::new(State { now, ..State::default() })))
    }

    pub fn now(&self) -> u64 {
        self.lock().now
    }

    /// Jumps to the first time that somebody waits for, and wakes all who wait for that time. To be
    /// called when no worker can go on.
    pub fn advance(&self) {
        self.advance_if(|_| true);
    }

    /// Counts an invocation that has ended, and jumps if there were too many of them.
    pub fn invocation_ended(&self) {
        self.advance_if(|state| {
            state.invocations += 1;
            state.invocations >= INVOCATIONS_AT_ONE_TIME
        });
    }

    fn advance_if(&self, condition: impl FnOnce(&mut State) -> bool) {
        let mut state = self.lock();
        if condition(&mut state) {
            let due = state.advance();
            // Whoever is woken may take the lock, so it is released before.
            drop(state);
            due.into_values().for_each(Waker::wake);
        }
    }

    /// Notes that a caller outside is waiting. Time can pass while such an [`Observer`] lives.
    pub fn observe(&self) -> Observer {
        self.lock().observers += 1;
        Observer(self.clone())
    }

    /// Waits until it is `deadline` and no worker can go on. If it is later than that already, this
    /// waits only for the latter.
    pub fn sleep_until(&self, deadline: u64) -> Sleep {
        Sleep { clock: self.clone(), deadline, place: None }
    }

    /// Waits until no worker can go on at the present time.
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
pub(super) const VIRTUAL_START: Duration = Duration::from_secs(946_684_800);

/// The wall clock of workers.
impl HostWallClock for VirtualClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        VIRTUAL_START + Duration::from_nanos(self.now())
    }
}

/// A caller outside who waits for an answer.
#[derive(Debug)]
pub(crate) struct Observer(VirtualClock);

impl Drop for Observer {
    fn drop(&mut self) {
        self.0.lock().observers -= 1;
    }
}

/// A wait for a time of a [`VirtualClock`].
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
