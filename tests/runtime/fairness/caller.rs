//! Tasks that compute don't keep others waiting, by the clock of the host.

use crate::worker;
use client::Work;
use golem_rpc_sdk::{block_on, sleep, spawn_local, timeout, yield_now};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

const TASKS: u32 = 50;
/// In milliseconds.
const TURN: u32 = 2;
const WAIT: u32 = 20;

/// The most turns that may pass until an event is noticed. They are the turns before the event,
/// those that fit into ten milliseconds, and those in which the length of a turn is measured first.
/// Half as many are added for a busy machine, on which a turn may begin late.
const TURNS: u32 = (WAIT / TURN + 10 / TURN + 20) * 3 / 2;

thread_local! {
    /// Keeps handles of tasks until the end of the component, so that the tasks aren't dropped.
    static KEPT: RefCell<Vec<Box<dyn std::any::Any>>> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone, Default)]
struct Turns {
    made: Rc<Cell<u32>>,
    stop: Rc<Cell<bool>>,
}

impl Turns {
    /// Starts a task that computes until it is told to stop.
    fn begin(&self) {
        let turns = self.clone();
        drop(spawn_local(async move {
            while !turns.stop.get() {
                compute();
                turns.made.set(turns.made.get() + 1);
                yield_now().await;
            }
        }));
    }

    #[track_caller]
    fn assert_few_since(&self, before: u32) {
        let made = self.made.get() - before;
        assert!(made <= TURNS, "{made} turns, at most {TURNS} are allowed");
    }
}

fn compute() {
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(TURN.into()) {}
}

/// Starts a task that spawns itself again until it is told to stop.
fn chain(stop: Rc<Cell<bool>>) {
    drop(spawn_local(async move {
        if !stop.get() {
            chain(stop);
        }
    }));
}

pub fn run() {
    let work = Work::new(&worker("fairness"));
    let turns = Turns::default();
    (0..TASKS).for_each(|_| turns.begin());
    block_on(async {
        sleep(Duration::from_millis(WAIT.into())).await;
        turns.assert_few_since(0);
        let before = turns.made.get();
        assert_eq!(work.number(WAIT).await, Ok(WAIT));
        turns.assert_few_since(before);
        let before = turns.made.get();
        let slow = timeout(Duration::from_millis(WAIT.into()), work.number(100 * WAIT)).await;
        assert!(slow.is_err());
        turns.assert_few_since(before);
        turns.stop.set(true);
    });

    let stop = Rc::<Cell<bool>>::default();
    chain(stop.clone());
    assert_eq!(block_on(work.number(WAIT)), Ok(WAIT));
    stop.set(true);

    let never = spawn_local(std::future::pending::<()>());
    KEPT.with_borrow_mut(|kept| kept.push(Box::new((work.clone(), never))));
}
