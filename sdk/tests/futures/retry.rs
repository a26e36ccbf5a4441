//! `retry_at_least_once`: how often, and after how long.

use golem_rpc_sdk::internals::take_cost;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    Backoff, Elapsed, RpcError, block_on, join_all, retry_at_least_once, retry_at_least_once_if,
    retry_at_least_once_with, sleep, timeout,
};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{pending, ready};
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

#[test]
fn attempts_are_numbered_from_one() {
    let mut numbers = Vec::new();
    let ended = retry_at_least_once_with(
        Backoff::new(9, ms(10)),
        |error| *error < 4,
        async |attempt| {
            numbers.push(attempt);
            Err::<(), _>(attempt)
        },
    );
    assert_eq!(block_on(ended), Err(4));
    assert_eq!(numbers, [1, 2, 3, 4]);
    let plain = retry_at_least_once_with(Backoff::new(3, ms(1)), |_| true, |attempt| ready(Err::<(), _>(attempt)));
    assert_eq!(block_on(plain), Err(3));
}

const WITHIN_A_SECOND: Backoff = Backoff::new(100, Duration::from_millis(100)).within(Duration::from_secs(1));

/// Each attempt takes `time` and fails with `error`. Returns what came out, and when the attempts
/// began and the last one ended, from the first.
fn fail_within_a_second<E: Clone>(time: Duration, error: E) -> (Result<(), E>, Vec<Duration>, Duration) {
    let (begun, attempts) = (now(), RefCell::new(Vec::new()));
    let ended = block_on(retry_at_least_once(WITHIN_A_SECOND.at_most(ms(100)), async || {
        attempts.borrow_mut().push(now() - begun);
        sleep(time).await;
        Err(error.clone())
    }));
    (ended, attempts.into_inner(), now() - begun)
}

#[test]
fn no_attempt_begins_after_the_total_and_nobody_waits_for_it() {
    let (ended, attempts, took) = fail_within_a_second(ms(50), "busy");
    assert_eq!(ended, Err("busy"));
    assert!(attempts.iter().all(|begun| *begun < ms(1000)), "{attempts:?}");
    let last = *attempts.last().unwrap();
    assert_eq!(took, last + ms(50), "the last error is given at once");
    assert!(last > ms(800), "there is no time for another one: {attempts:?}");
    // Without a wait in between, too.
    let (begun, count) = (now(), Cell::new(0));
    let eager = Backoff::new(1000, Duration::ZERO).within(ms(95));
    let ended = block_on(retry_at_least_once(eager, async || {
        count.set(count.get() + 1);
        sleep(ms(10)).await;
        Err::<(), _>("busy")
    }));
    assert_eq!((ended, count.get(), now() - begun), (Err("busy"), 10, ms(100)));
}

#[test]
fn an_attempt_that_is_under_way_ends_with_the_total_if_its_error_can_say_so() {
    assert_eq!(fail_within_a_second(ms(700), Elapsed), (Err(Elapsed), vec![ms(0), ms(700) + first_wait()], ms(1000)));
    let denied = RpcError::Denied("not yours".to_owned());
    assert_eq!(fail_within_a_second(ms(3000), denied), (Err(RpcError::Elapsed), vec![ms(0)], ms(1000)));
    // Any other error can't be made up. The attempt is the last one all the same.
    assert_eq!(fail_within_a_second(ms(3000), "busy"), (Err("busy"), vec![ms(0)], ms(3000)));
    let of_calls = retry_at_least_once(WITHIN_A_SECOND, || timeout(ms(9000), pending::<Result<(), RpcError>>()));
    let begun = now();
    assert_eq!((block_on(of_calls), now() - begun), (Err(Elapsed), ms(1000)));
}

fn first_wait() -> Duration {
    WITHIN_A_SECOND.into_iter().next().unwrap()
}

#[test]
fn a_success_in_time_is_one_and_leaves_no_timer() {
    let ended = block_on(retry_at_least_once(WITHIN_A_SECOND, async || {
        sleep(ms(1000)).await;
        Ok::<_, RpcError>(now())
    }));
    assert_eq!(ended, Ok(ms(1000)), "it is there in time to the moment");
    take_cost();
    block_on(sleep(ms(1)));
    assert_eq!(take_cost().handles, 1, "nobody waits for anything else");
}

/// When all attempts fail at once, those that follow must not come at once.
#[test]
fn retries_that_began_together_do_not_go_on_in_step() {
    let second_attempts = |backoff: Backoff| {
        let begun = now();
        let retries = (0..50).map(|_| {
            retry_at_least_once_with(
                backoff.clone(),
                |_| true,
                move |attempt| ready(if attempt == 1 { Err(()) } else { Ok(now() - begun) }),
            )
        });
        block_on(join_all(retries)).into_iter().flatten().collect::<Vec<_>>()
    };
    let backoff = Backoff::new(2, ms(100));
    let times = second_attempts(backoff.clone());
    assert_eq!(times.len(), 50);
    assert!(times.iter().all(|time| (ms(50)..=ms(100)).contains(time)));
    assert!(times.iter().collect::<BTreeSet<_>>().len() > 40, "{times:?}");
    let seeded: BTreeSet<_> = second_attempts(backoff.seeded_by("one")).into_iter().collect();
    assert_eq!(seeded.len(), 1, "a seed decides alone");
}

/// Golem writes each reading of the clock to the worker's log.
#[test]
fn the_clock_is_read_once_for_a_wait_and_once_more_for_all_that_fail_together() {
    let once = Backoff::new(5, ms(10));
    for backoff in [once.clone(), once.within(Duration::from_secs(60))] {
        take_cost();
        assert!(block_on(retry_at_least_once(backoff.clone(), || ready(Err::<(), _>(1)))).is_err());
        let cost = take_cost();
        assert_eq!((cost.polls, cost.readings), (4, 4));
        // Not so many that the executor itself reads the clock.
        let retries = (0..10).map(|_| {
            retry_at_least_once(backoff.clone().seeded_by("one"), async || {
                sleep(ms(10)).await;
                Err::<(), _>(1)
            })
        });
        block_on(join_all(retries));
        let cost = take_cost();
        assert_eq!(cost.polls, 9);
        assert!((9..=13).contains(&cost.readings), "{cost:?}");
    }
}
