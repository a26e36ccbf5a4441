//! Calls run at the same time, whatever their results are and however they are awaited.

use crate::worker;
use client::Work;
use futures::future::{Either, select};
use golem_rpc_sdk::{block_on, join_all};
use std::time::{Duration, Instant};

const LONG: u32 = 400;

pub fn run() {
    let workers: Vec<_> = (0..8).map(|n| Work::new(&worker(&format!("w{n}")))).collect();
    workers.iter().for_each(|work| work.blocking_nothing().unwrap());

    let started = Instant::now();
    let numbers = block_on(join_all(workers.iter().map(|work| work.number(LONG))));
    assert_eq!(numbers, vec![Ok(LONG); 8]);
    assert_overlapping(started, 8);

    let started = Instant::now();
    let (number, text, both) = block_on(async {
        futures::join!(workers[0].number(LONG), workers[1].text(LONG), async {
            (workers[2].number(LONG / 2).await.unwrap(), workers[2].text(LONG / 2).await.unwrap())
        })
    });
    assert_eq!((number, text), (Ok(LONG), Ok(LONG.to_string())));
    assert_eq!(both, (LONG / 2, (LONG / 2).to_string()));
    assert_overlapping(started, 3);

    let first = block_on(select(workers[0].number(2 * LONG), workers[1].text(10)));
    let Either::Right((text, slow)) = first else { panic!("the short call is done first") };
    assert_eq!(text.unwrap(), "10");
    assert_eq!(block_on(slow).unwrap(), 2 * LONG, "the other goes on");
}

/// Asserts that they have taken less than half of the time that they would take one after another.
/// A busy machine may make them slower.
#[track_caller]
fn assert_overlapping(started: Instant, calls: u32) {
    let (took, limit) = (started.elapsed(), Duration::from_millis((LONG * calls / 2).max(LONG + 150).into()));
    assert!(took < limit, "{calls} calls of {LONG} ms took {took:?}");
}
