//! `retry_at_least_once`: how often, and after how long.

use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{Backoff, block_on, retry_at_least_once, retry_at_least_once_if};
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn failing(attempts: &mut Vec<Duration>, times: usize) -> impl AsyncFnMut() -> Result<usize, usize> {
    async move || {
        attempts.push(now());
        if attempts.len() <= times { Err(attempts.len()) } else { Ok(attempts.len()) }
    }
}

#[test]
fn a_success_needs_no_second_attempt() {
    let mut attempts = Vec::new();
    assert_eq!(block_on(retry_at_least_once(Backoff::new(3, ms(10)), failing(&mut attempts, 0))), Ok(1));
    assert_eq!(attempts, [ms(0)]);
}

#[test]
fn waits_double_and_the_last_error_is_given() {
    let backoff = Backoff::new(5, ms(100)).at_most(ms(400));
    let mut attempts = Vec::new();
    assert_eq!(block_on(retry_at_least_once(backoff.clone(), failing(&mut attempts, 10))), Err(5));
    let waits: Vec<Duration> = attempts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits, backoff.into_iter().collect::<Vec<_>>());
    for (wait, whole) in waits.into_iter().zip([100, 200, 400, 400]) {
        assert!((ms(whole / 2)..=ms(whole)).contains(&wait), "{wait:?} of {whole}");
    }
}

#[test]
fn jitter_is_the_same_in_every_run_and_another_for_another_seed() {
    let delays = |backoff: Backoff| backoff.into_iter().collect::<Vec<_>>();
    let backoff = Backoff::new(10, ms(100));
    assert_eq!(delays(backoff.clone()), delays(backoff.clone()));
    assert_eq!(delays(backoff.clone().seeded_by("a")), delays(backoff.clone().seeded_by("a")));
    assert_ne!(delays(backoff.clone().seeded_by("a")), delays(backoff.seeded_by("b")));
}

#[test]
fn what_is_not_worth_it_is_not_tried_again() {
    let mut attempts = Vec::new();
    let retried = retry_at_least_once_if(Backoff::new(9, ms(10)), |error| *error < 3, failing(&mut attempts, 5));
    assert_eq!(block_on(retried), Err(3));
}

#[test]
fn there_is_always_one_attempt_and_no_overflow() {
    let mut attempts = Vec::new();
    assert_eq!(block_on(retry_at_least_once(Backoff::new(0, ms(10)), failing(&mut attempts, 5))), Err(1));
    let endless = Backoff::new(u32::MAX, Duration::MAX).at_most(Duration::MAX);
    assert!(endless.into_iter().take(100).all(|delay| delay >= Duration::MAX / 2));
    assert!(Backoff::new(3, Duration::ZERO).into_iter().all(|delay| delay.is_zero()));
}
