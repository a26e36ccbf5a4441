//! What can be handed over: whatever becomes a future, and closures of all kinds that give one.

use crate::scripted::{Log, call};
use futures::select;
use golem_rpc_sdk::virtual_time::now;
use golem_rpc_sdk::{
    Backoff, RpcFuture, as_completed, block_on, join_all, map_concurrent, map_concurrent_stream, retry_at_least_once,
    scope, select_ok, sleep, spawn_local, timeout, try_block_on, try_join_all, try_map_concurrent, try_scope,
};
use std::cell::Cell;
use std::future::{Ready, ready};
use std::time::Duration;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What is no future yet, as the builders of requests that other crates have.
struct Request(u32);

impl IntoFuture for Request {
    type Output = Result<u32, String>;
    type IntoFuture = Ready<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        ready(if self.0 == 9 { Err("nine".to_owned()) } else { Ok(self.0) })
    }
}

#[test]
fn whatever_becomes_a_future_is_taken_for_one() {
    assert_eq!(block_on(Request(1)), Ok(1));
    assert_eq!(try_block_on(Request(1)), Ok(Ok(1)));
    assert_eq!(block_on(timeout(ms(1), Request(2))), Ok(Ok(2)));
    assert_eq!(block_on(spawn_local(Request(3))), Ok(3));
    let requests = || [1, 9, 3].map(Request);
    let nine = || "nine".to_owned();
    assert_eq!(block_on(join_all(requests())), [Ok(1), Err(nine()), Ok(3)]);
    assert_eq!(block_on(try_join_all(requests())), Err(nine()));
    assert_eq!(block_on(select_ok(requests())), Ok(1));
    assert_eq!(block_on(as_completed(requests()).next()), Some(Ok(1)));
    assert_eq!(block_on(map_concurrent(2, [1, 9], Request)), [Ok(1), Err(nine())]);
    assert_eq!(block_on(try_map_concurrent(2, [1, 9], Request)), Err(nine()));
    let mut streamed = map_concurrent_stream(1, futures::stream::iter([1, 9]), Request);
    assert_eq!([block_on(streamed.next()), block_on(streamed.next())], [Some(Ok(1)), Some(Err(nine()))]);
    assert_eq!(block_on(scope(async |s| s.spawn(Request(4)).await)), Ok(4));
    assert_eq!(block_on(try_scope(async |s| Ok(s.try_spawn(Request(4)).await))), Ok(4));
    assert_eq!(block_on(retry_at_least_once(Backoff::new(2, ms(1)), async || Request(9).await)), Err(nine()));
}

#[test]
fn async_closures_are_taken() {
    let log = Log::default();
    let doubled = map_concurrent(2, 1..=4, async |n| {
        sleep(ms(10)).await;
        2 * RpcFuture::new(call(&log, n, 10)).await
    });
    assert_eq!(block_on(doubled), [2, 4, 6, 8]);
    assert_eq!(now(), ms(40));

    // A retry makes one attempt at a time: the closure may change what it captures, or own it.
    let mut attempts = 0;
    let counted = retry_at_least_once(Backoff::new(5, ms(1)), async || {
        attempts += 1;
        sleep(ms(1)).await;
        if attempts == 3 { Ok(attempts) } else { Err("busy") }
    });
    assert_eq!(block_on(counted), Ok(3));
    let (owned, calls) = ("owned".to_owned(), Cell::new(0));
    let owning = retry_at_least_once(Backoff::new(3, ms(1)), async move || {
        calls.set(calls.get() + 1);
        sleep(ms(1)).await;
        Err::<(), _>(format!("{owned} {}", calls.get()))
    });
    assert_eq!(block_on(owning), Err("owned 3".to_owned()));
    let named: fn() -> Ready<Result<u8, u8>> = || ready(Ok(1));
    assert_eq!(block_on(retry_at_least_once(Backoff::new(3, ms(1)), named)), Ok(1));
}

#[test]
fn all_futures_are_arms_of_a_select() {
    let log = Log::default();
    let calls = |n: usize| (0..n).map(|id| RpcFuture::new(call(&log, id, 10 * (id + 1))));
    let results = || (0..2).map(|id| ready(Ok::<usize, usize>(id)));
    let mut ended = as_completed(calls(2));
    let mut arms = Vec::new();
    block_on(async {
        let mut joined = join_all(calls(3));
        let (mut tried, mut selected) = (try_join_all(results()), select_ok(results()));
        let mut mapped = map_concurrent(1, 0..3, ready);
        let mut try_mapped = try_map_concurrent(1, 0..3, |n| ready(Ok::<_, ()>(n)));
        let mut streamed = map_concurrent_stream(1, futures::stream::iter([()]), ready);
        let mut scoped = Box::pin(scope(async |s| s.spawn(sleep(ms(3))).await));
        let mut limited = timeout(ms(5), sleep(ms(7)));
        let (mut task, mut join) = (spawn_local(sleep(ms(1))), spawn_local(sleep(ms(2))).join());
        let mut retried = Box::pin(retry_at_least_once(Backoff::new(1, ms(1)), || ready(Ok::<_, ()>(()))));
        loop {
            select! {
                _ = try_mapped => arms.push("try_map_concurrent"),
                output = streamed.next() => arms.extend(output.map(|()| "map_concurrent_stream")),
                _ = scoped => arms.push("scope"),
                _ = joined => arms.push("join_all"),
                _ = tried => arms.push("try_join_all"),
                _ = selected => arms.push("select_ok"),
                _ = mapped => arms.push("map_concurrent"),
                _ = limited => arms.push("timeout"),
                _ = task => arms.push("task"),
                _ = join => arms.push("join"),
                _ = retried => arms.push("retry"),
                complete => break,
            }
        }
        select! {
            first = ended.next() => assert_eq!(first, Some(0)),
            complete => panic!("the stream has not ended"),
        }
    });
    arms.sort_unstable();
    let all = [
        "join",
        "join_all",
        "map_concurrent",
        "map_concurrent_stream",
        "retry",
        "scope",
        "select_ok",
        "task",
        "timeout",
        "try_join_all",
        "try_map_concurrent",
    ];
    assert_eq!(arms, all);
}
