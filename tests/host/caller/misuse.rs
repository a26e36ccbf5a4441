//! Calls that fail on Golem.

use crate::exports::test::caller::misuse::Guest;
use crate::golem::rpc::types::{FutureInvokeResult, WasmRpc};
use crate::{Caller, raw, worker};
use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static KEPT: RefCell<Vec<WasmRpc>> = const { RefCell::new(Vec::new()) };
}

impl Guest for Caller {
    fn ready(name: String) -> bool {
        let future = start(&client(&name));
        future.subscribe().ready()
    }

    fn get_before_poll(name: String) -> (bool, bool, bool) {
        let client = client(&name);
        let future = start(&client);
        let at_once = future.get().is_some();
        // A worker answers calls in order. So once this one has ended, so has that of `future`.
        client.invoke_and_await(GET, &[]).expect("it answers");
        let when_it_ended = future.get().is_some();
        poll(&[&future.subscribe()]);
        (at_once, when_it_ended, future.get().is_some())
    }

    fn second_get(name: String) {
        let future = start(&client(&name));
        poll(&[&future.subscribe()]);
        future.get();
        future.get();
    }

    fn future_before_pollable(name: String) {
        let future = start(&client(&name));
        let pollable = future.subscribe();
        drop(future);
        drop(pollable);
    }

    fn empty_poll() {
        poll(&[]);
    }

    fn hash_ordered(names: Vec<String>) {
        let futures: Vec<_> = names.iter().map(|name| start(&client(name))).collect();
        let pollables: HashMap<_, _> = names.into_iter().zip(futures.iter().map(|future| future.subscribe())).collect();
        poll(&pollables.values().collect::<Vec<_>>());
    }

    fn in_order(names: Vec<String>) {
        let futures: Vec<_> = names.iter().map(|name| start(&client(name))).collect();
        poll_all(&futures);
    }

    fn alike(name: String) -> Vec<u32> {
        let future = start(&client(&name));
        let (one, other) = (future.subscribe(), future.subscribe());
        poll(&[&one]);
        let list = [&one, &other, &one];
        assert_eq!(poll(&list), poll(&list), "what is ready stays so");
        poll(&list)
    }

    fn dropped(name: String, times: u32) {
        let client = client(&name);
        let futures: Vec<_> = (0..times).map(|_| client.async_invoke_and_await(COUNT, &[])).collect();
        drop(client);
        drop(futures);
    }

    fn fan_outs(names: Vec<String>, times: u32, reversed: bool) {
        for _ in 0..times {
            let mut clients: Vec<_> = names.iter().map(|name| client(name)).collect();
            let futures: Vec<_> = clients.iter().map(start).collect();
            futures.iter().for_each(|future| future.subscribe().block());
            futures.iter().for_each(|future| drop(future.get().expect("it is ready")));
            if reversed {
                while clients.pop().is_some() {}
            }
        }
    }

    fn call_after_drops(name: String) {
        let [first, second, third] = [(); 3].map(|()| client(&name));
        drop(second);
        drop(third);
        first.invoke_and_await(GET, &[]).expect("it answers");
    }

    fn keep(names: Vec<String>) {
        let clients: Vec<_> = names.iter().map(|name| client(name)).collect();
        drop(KEPT.replace(clients));
    }

    fn told_at_once(name: String, calls: u32) -> u32 {
        let client = client(&name);
        let futures: Vec<_> = (0..calls).map(|_| start(&client)).collect();
        client.invoke_and_await(GET, &[]).expect("it answers");
        poll_all(&futures)
    }
}

const GET: &str = "test:target/api@1.2.0.{get}";
const COUNT: &str = "test:target/api@1.2.0.{count}";

fn client(name: &str) -> WasmRpc {
    raw::client(worker(name).to_string())
}

fn start(client: &WasmRpc) -> FutureInvokeResult {
    client.async_invoke_and_await(GET, &[])
}

/// The number of futures that are ready.
fn poll_all(futures: &[FutureInvokeResult]) -> u32 {
    let pollables: Vec<Pollable> = futures.iter().map(FutureInvokeResult::subscribe).collect();
    poll(&pollables.iter().collect::<Vec<_>>()).len() as u32
}
