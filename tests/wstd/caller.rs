//! A component that runs on wstd.

use client::{Answering, WorkerUri};
use futures::future::{Either, select};
use golem_rpc_sdk::{in_wstd, join_all, sleep, spawn_local, timeout};
use std::pin::pin;
use std::time::Duration;
use wstd::runtime::block_on;
use wstd::time::Instant;

wit_bindgen::generate!({
    inline: "package test:in-wstd; world caller {
        export joined: func(delays: list<u32>) -> tuple<list<u32>, u64>;
        export raced: func() -> tuple<string, u64>;
        export spawned: func(delays: list<u32>) -> tuple<list<u32>, u64>;
    }",
});

struct Caller;

impl Guest for Caller {
    fn joined(delays: Vec<u32>) -> (Vec<u32>, u64) {
        timed(async {
            let clients: Vec<_> = (0..delays.len()).map(client).collect();
            let starts = clients.iter().zip(&delays).zip(0..);
            let calls = starts.map(|((client, delay), index)| client.answer_after(*delay, index));
            let (values, _) = futures::join!(join_all(calls), wstd::task::sleep(wstd::time::Duration::from_millis(5)));
            values.into_iter().map(|value| value.expect("the target answers")).collect()
        })
    }

    fn raced() -> (String, u64) {
        timed(async {
            // The worker has to answer these calls although nobody waits for them. No other test
            // must have to wait behind them, so they go to a worker of their own.
            let client = client(7);
            let short = || wstd::task::sleep(wstd::time::Duration::from_millis(7));
            let first = match select(client.answer_after(1000, 1), pin!(short())).await {
                Either::Left(_) => "the call",
                Either::Right(_) => "the timer of wstd",
            };
            let second = match timeout(Duration::from_millis(7), client.answer_after(1000, 1)).await {
                Ok(_) => "the call",
                Err(_) => "the timeout",
            };
            let third = match select(pin!(short()), sleep(Duration::from_millis(100))).await {
                Either::Left(_) => "the timer of wstd",
                Either::Right(_) => "the timer of the SDK",
            };
            format!("{first}, {second}, {third}")
        })
    }

    fn spawned(delays: Vec<u32>) -> (Vec<u32>, u64) {
        timed(async {
            let task = |(delay, index): (u32, u32)| {
                spawn_local(async move {
                    // In a task, too, timers of wstd can be awaited.
                    wstd::task::sleep(wstd::time::Duration::from_millis(1)).await;
                    let answer = client(index as usize).answer_after(delay - 1, index).await;
                    answer.expect("the target answers")
                })
            };
            let tasks: Vec<_> = delays.into_iter().zip(0..).map(task).collect();
            join_all(tasks).await
        })
    }
}

export!(Caller);

/// The result of a future, and the time that it took in milliseconds.
fn timed<T>(future: impl Future<Output = T>) -> (T, u64) {
    block_on(async {
        let begin = Instant::now();
        let output = in_wstd(future).await;
        (output, begin.elapsed().as_millis() as u64)
    })
}

fn client(index: usize) -> Answering {
    let uri = WorkerUri::durable_from_env("TARGET_COMPONENT_ID", &index.to_string());
    Answering::new(&uri.expect("the target is named"))
}
