//! A component that calls others of its kind, by bindings that were made of the WIT of one version
//! of `golem:rpc`. What depends on the version is in the three modules, of which each has several
//! forms: see `tests/host/versions.rs`.

#![allow(missing_docs, reason = "nobody uses it as a library")]

mod constructor;
mod others;
mod schedule;

wit_bindgen::generate!({ path: "wit", world: "component", generate_all });

use exports::test::versions::{calls, kept};
use golem::rpc::types::{RpcError, WitNode, WitValue};
use std::cell::RefCell;
use wasi::clocks::wall_clock::{self, Datetime};
use wasi::clocks::monotonic_clock::subscribe_duration;
use wasi::io::poll::poll;

struct Component;

export!(Component);

const ADD: &str = "test:versions/kept@1.0.0.{add}";

thread_local! {
    static NUMBERS: RefCell<Vec<(u64, u64)>> = const { RefCell::new(Vec::new()) };
    static TOKEN: RefCell<Option<schedule::Token>> = const { RefCell::new(None) };
}

impl kept::Guest for Component {
    fn add(number: u64) -> u64 {
        NUMBERS.with_borrow_mut(|numbers| {
            numbers.push((number, wall_clock::now().seconds));
            numbers.len() as u64
        })
    }

    fn numbers() -> Vec<u64> {
        NUMBERS.with_borrow(|numbers| numbers.iter().map(|(number, _)| *number).collect())
    }

    fn times() -> Vec<u64> {
        NUMBERS.with_borrow(|numbers| numbers.iter().map(|(_, second)| *second).collect())
    }
}

impl calls::Guest for Component {
    fn wait(component: String, worker: String, number: u64) -> Result<u64, String> {
        reply(constructor::client(&component, &worker)?.invoke_and_await(ADD, &[value(number)]))
    }

    fn poll(component: String, worker: String, number: u64) -> Result<u64, String> {
        let client = constructor::client(&component, &worker)?;
        let future = client.async_invoke_and_await(ADD, &[value(number)]);
        let pollable = future.subscribe();
        loop {
            poll(&[&pollable]);
            if let Some(result) = future.get() {
                return reply(result);
            }
        }
    }

    fn tell(component: String, worker: String, number: u64) -> Result<(), String> {
        constructor::client(&component, &worker)?.invoke(ADD, &[value(number)]).map_err(text)
    }

    fn ephemeral(component: String) -> Result<Vec<u64>, String> {
        let first = constructor::ephemeral(&component)?;
        let mut counts = vec![];
        for _ in 0..2 {
            counts.push(reply(first.invoke_and_await(ADD, &[value(1)]))?);
        }
        let second = constructor::ephemeral(&component)?;
        counts.push(reply(second.invoke_and_await(ADD, &[value(1)]))?);
        drop(second);
        Ok(counts)
    }

    fn schedule(component: String, worker: String, number: u64, seconds: u64) -> Result<(), String> {
        schedule::schedule(&constructor::client(&component, &worker)?, later(seconds), ADD, &[value(number)])
    }

    fn schedule_cancelable(component: String, worker: String, number: u64, seconds: u64) -> Result<(), String> {
        let client = constructor::client(&component, &worker)?;
        let token = schedule::schedule_cancelable(&client, later(seconds), ADD, &[value(number)])?;
        TOKEN.set(Some(token));
        Ok(())
    }

    fn cancel() {
        TOKEN.with_borrow(|token| token.iter().for_each(schedule::Token::cancel));
    }

    fn cancel_after(
        component: String,
        worker: String,
        number: u64,
        seconds: u64,
        sleep: u64,
    ) -> Result<(), String> {
        Self::schedule_cancelable(component, worker, number, seconds)?;
        Self::sleep(sleep);
        Self::cancel();
        Ok(())
    }

    fn sleep(seconds: u64) {
        subscribe_duration(seconds * 1_000_000_000).block();
    }

    fn others() -> Vec<String> {
        others::tried()
    }

    fn ask_ready() {
        let timer = subscribe_duration(1_000_000_000);
        while !timer.ready() {
            timer.block();
        }
    }
}

fn later(seconds: u64) -> Datetime {
    let now = wall_clock::now();
    Datetime { seconds: now.seconds + seconds, ..now }
}

fn value(number: u64) -> WitValue {
    WitValue { nodes: vec![WitNode::PrimU64(number)] }
}

fn reply(result: Result<WitValue, RpcError>) -> Result<u64, String> {
    match result.map_err(text)?.nodes.as_slice() {
        [WitNode::TupleValue(results), WitNode::PrimU64(count)] if results == &[1] => Ok(*count),
        other => Err(format!("{other:?}")),
    }
}

fn text(error: RpcError) -> String {
    format!("{error:?}")
}

/// The two halves of a UUID.
#[allow(dead_code, reason = "versions with URIs don't need it")]
fn halves(uuid: &str) -> Result<(u64, u64), String> {
    let digits = uuid.replace('-', "");
    let number = u128::from_str_radix(&digits, 16).map_err(|error| error.to_string())?;
    Ok(((number >> 64) as u64, number as u64))
}
