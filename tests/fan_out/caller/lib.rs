//! Makes many calls at the same time, each to another worker, and waits for them in the way that it
//! is asked to.

mod by_hand;
mod limit;
mod on_wstd;
mod raw;

use client::{Answering, RpcError, WorkerUri};
use futures::stream::FuturesUnordered;
use futures::{StreamExt, TryFutureExt};
use futures_concurrency::future::Join;
use golem_rpc_sdk::{
    Backoff, Elapsed, as_completed, block_on, join_all, map_concurrent, retry_at_least_once, scope, select_ok, sleep,
    spawn_local, timeout, try_join_all,
};
use std::cell::OnceCell;
use std::time::Duration;

wit_bindgen::generate!({
    inline: "package test:fan-out-caller;

    world caller {
      export connect: func(count: u32);
      export call-nothing: func(times: u32);
      export run: func(implementation: string, delays: list<u32>);
      export run-twice: func(implementation: string, delays: list<u32>);
    }",
});

struct Caller;

/// A deadline that no call misses.
const LONG: Duration = Duration::from_secs(100);

thread_local! {
    static CLIENTS: OnceCell<(Vec<Answering>, Vec<raw::Client>)> = const { OnceCell::new() };
}

impl Guest for Caller {
    /// Makes this many clients and keeps them, so that a run measures only its calls.
    fn connect(count: u32) {
        let clients = (0..count).map(|index| Answering::new(&worker(index))).collect();
        let raw = (0..count).map(|index| raw::client(&worker(index))).collect();
        CLIENTS.with(|made| assert!(made.set((clients, raw)).is_ok(), "once"));
    }

    /// Calls a function that does nothing, this many times.
    fn call_nothing(times: u32) {
        let client = Answering::new(&worker(0));
        (0..times).for_each(|_| client.blocking_nothing().expect("every call succeeds"));
    }

    /// Makes one call for each of `delays`. It answers with its index after its delay, in
    /// milliseconds.
    fn run(implementation: String, delays: Vec<u32>) {
        let answers = CLIENTS.with(|made| {
            let (clients, raw) = made.get().expect("connect comes first");
            match &*implementation {
                "by-hand" => by_hand::values(start(raw, &delays)),
                "wstd+join_all" => on_wstd::join_all(start(raw, &delays)),
                "wstd+join_all+timeout" => on_wstd::join_all_with_timeouts(start(raw, &delays)),
                "wstd+join_all+map" => on_wstd::join_all_with_functions(start(raw, &delays)),
                "wstd+join_all two-steps" => on_wstd::join_all_of_two_steps(calls(raw, &delays)),
                "wstd+futures-concurrency" => on_wstd::futures_concurrency(start(raw, &delays)),
                "by-hand+deadline" => by_hand::values_in_time(start(raw, &delays), LONG),
                "join_all+options" => all_ok(block_on(join_all(with_options(raw, &delays)))),
                "start+get" => limit::values(start(raw, &delays), &delays),
                "start+get twice" => {
                    limit::values(start(raw, &delays), &delays);
                    limit::values(start(raw, &delays), &delays)
                }
                _ => answers(clients, &implementation, &delays),
            }
        });
        assert_in_order(&implementation, &answers);
    }

    /// Does the same twice, each time with new clients, which are dropped in the order in which
    /// they were made.
    fn run_twice(implementation: String, delays: Vec<u32>) {
        for _ in 0..2 {
            let clients: Vec<_> = (0..delays.len() as u32).map(|index| Answering::new(&worker(index))).collect();
            assert_in_order(&implementation, &answers(&clients, &implementation, &delays));
        }
    }
}

fn assert_in_order(implementation: &str, answers: &[u32]) {
    assert!(answers.iter().copied().eq(0..answers.len() as u32), "{implementation}: {answers:?}");
}

export!(Caller);

fn answers(clients: &[Answering], implementation: &str, delays: &[u32]) -> Vec<u32> {
    let calls = clients.iter().zip(delays).zip(0..).map(|((client, delay), value)| client.answer_after(*delay, value));
    match implementation {
        "blocking" => {
            let calls = clients.iter().zip(delays).zip(0..);
            all_ok(calls.map(|((client, delay), value)| client.blocking_answer_after(*delay, value)))
        }
        "join_all" => all_ok(block_on(join_all(calls))),
        "join_all+timeout" => all_ok(block_on(join_all(calls.map(|call| call.timeout(LONG))))),
        "join_all+timeout()" => all_in_time(block_on(join_all(calls.map(|call| timeout(LONG, call))))),
        "join_all+map" => one_less(all_ok(block_on(join_all(calls.map(|call| call.map_ok(one_more)))))),
        "join_all+map+timeout+map" => {
            let calls = calls.map(|call| call.map_ok(one_more).timeout(LONG));
            all_ok(block_on(join_all(calls.map(|call| call.and_then_sync(|answer| Ok(answer - 1))))))
        }
        "join_all two-steps" => all_ok(block_on(join_all(two_steps(clients, delays)))),
        "join_all of sleeps" => {
            block_on(join_all(delays.iter().map(|delay| sleep(Duration::from_millis((*delay).into())))));
            (0..delays.len() as u32).collect()
        }
        "try_join_all" => block_on(try_join_all(calls)).expect("every call succeeds"),
        "as_completed" => sorted(block_on(as_completed(calls).collect::<Vec<_>>())),
        "map_concurrent" => {
            let items = clients.iter().zip(delays).zip(0..);
            let start = |((client, delay), value): ((&Answering, &u32), u32)| client.answer_after(*delay, value);
            all_ok(block_on(map_concurrent(delays.len(), items, start)))
        }
        "select_ok" => select_last(calls, delays),
        "spawn_local" => {
            // All tasks are spawned before the first is awaited, since a task runs even if nobody
            // awaits it.
            let tasks: Vec<_> = calls.map(spawn_local).collect();
            block_on(async {
                let mut answers = Vec::with_capacity(tasks.len());
                for task in tasks {
                    answers.push(task.await);
                }
                all_ok(answers)
            })
        }
        "sleep" => all_ok(block_on(join_all(calls.map(async |call| {
            sleep(Duration::from_millis(3)).await;
            let answer = call.await;
            sleep(Duration::from_millis(3)).await;
            answer
        })))),
        "retry_at_least_once" => {
            let calls = clients.iter().zip(delays).zip(0..).map(|((client, delay), value)| {
                let mut attempts = 0;
                retry_at_least_once(Backoff::new(3, Duration::from_millis(5)), async move || {
                    attempts += 1;
                    let answer = client.answer_after(*delay, value).await?;
                    if attempts == 1 { Err(RpcError::Denied("once more".to_owned())) } else { Ok(answer) }
                })
            });
            all_ok(block_on(join_all(calls)))
        }
        "scope" => all_ok(block_on(scope(async |s| {
            let tasks: Vec<_> = calls.map(|call| s.spawn(call)).collect();
            let mut answers = Vec::with_capacity(tasks.len());
            for task in tasks {
                answers.push(task.await);
            }
            answers
        }))),
        "futures::join_all" => all_ok(block_on(futures::future::join_all(calls))),
        "futures::join_all+timeout" => {
            all_in_time(block_on(futures::future::join_all(calls.map(|call| timeout(LONG, call)))))
        }
        "futures::join_all+map" => {
            let calls = calls.map(|call| TryFutureExt::map_ok(call, one_more));
            one_less(all_ok(block_on(futures::future::join_all(calls))))
        }
        "futures::join_all two-steps" => {
            all_ok(block_on(futures::future::join_all(two_steps(clients, delays))))
        }
        "FuturesUnordered" => sorted(block_on(calls.collect::<FuturesUnordered<_>>().collect::<Vec<_>>())),
        "futures-concurrency" => all_ok(block_on(calls.collect::<Vec<_>>().join())),
        unknown => panic!("there is no implementation {unknown}"),
    }
}

/// `select_ok` when it takes longest: all answers but the last are errors.
fn select_last<F>(calls: impl Iterator<Item = F>, delays: &[u32]) -> Vec<u32>
where
    F: Future<Output = Result<u32, RpcError>>,
{
    let last = (0..delays.len() as u32).max_by_key(|index| delays[*index as usize]);
    let only_last = calls.map(|call| async {
        let answer = call.await.expect("every call succeeds");
        if Some(answer) == last { Ok(answer) } else { Err(answer) }
    });
    let Ok(answer) = block_on(select_ok(only_last)) else { panic!("the last call is a good one") };
    assert_eq!(Some(answer), last);
    (0..delays.len() as u32).collect()
}

/// Two calls one after another, to each of the workers.
fn two_steps(clients: &[Answering], delays: &[u32]) -> Vec<impl Future<Output = Result<u32, RpcError>>> {
    let calls = clients.iter().zip(delays).zip(0..).map(|((client, delay), value)| async move {
        client.answer_after(*delay, value).await?;
        client.answer_after(*delay, value).await
    });
    calls.collect()
}

/// What starts each call.
fn calls<'a>(clients: &'a [raw::Client], delays: &'a [u32]) -> Vec<impl Fn() -> raw::Answer + 'a> {
    let call = |((client, delay), value): ((&'a raw::Client, &'a u32), u32)| move || raw::call(client, *delay, value);
    clients.iter().zip(delays).zip(0..).map(call).collect()
}

fn start(clients: &[raw::Client], delays: &[u32]) -> Vec<raw::Answer> {
    calls(clients, delays).iter().map(|call| call()).collect()
}

fn with_options(
    clients: &[raw::Client],
    delays: &[u32],
) -> impl Iterator<Item = impl Future<Output = Result<u32, RpcError>>> {
    let calls = clients.iter().zip(delays).zip(0..);
    calls.map(|((client, delay), value)| raw::call_with_options(client, *delay, value))
}

/// The worker for the call at `index`.
fn worker(index: u32) -> WorkerUri {
    WorkerUri::durable_from_env("TARGET_COMPONENT_ID", &format!("w{index}")).expect("the target is named")
}

fn all_ok(answers: impl IntoIterator<Item = Result<u32, RpcError>>) -> Vec<u32> {
    answers.into_iter().map(|answer| answer.expect("every call succeeds")).collect()
}

fn all_in_time(answers: Vec<Result<Result<u32, RpcError>, Elapsed>>) -> Vec<u32> {
    all_ok(answers.into_iter().map(|answer| answer.expect("each ends in time")))
}

/// For a call with a function on its answer.
fn one_more(answer: u32) -> u32 {
    answer + 1
}

fn one_less(answers: Vec<u32>) -> Vec<u32> {
    answers.into_iter().map(|answer| answer - 1).collect()
}

fn sorted(answers: Vec<Result<u32, RpcError>>) -> Vec<u32> {
    let mut answers = all_ok(answers);
    answers.sort_unstable();
    answers
}
