//! What `../lib.rs` does by bindings, by the SDK: calls of `kept.add`. Which version of `golem:rpc`
//! that goes through is in `version.rs`. See `tests/host/sdk_versions.rs`.

#![allow(missing_docs, reason = "nobody uses it as a library")]

mod schedule;
mod version;

wit_bindgen::generate!({ path: "wit", world: "caller", generate_all });

use exports::test::versions::{calls, lists, resources};
use golem_rpc_sdk::client::{Decode, DecodeError, Decoder, Encode, Encoder, NodeIndex, Remote, RemoteResource};
use golem_rpc_sdk::time::Datetime;
use golem_rpc_sdk::{RpcFuture, WorkerUri, block_on, join_all, sleep};
use std::cell::{Cell, RefCell};
use std::time::{Duration, SystemTime};
use version::{Awaited, Other};

struct Component;

export!(Component);

const ADD: &str = "test:versions/kept@1.0.0.{add}";
const NEW_LIST: &str = "test:versions/lists@1.0.0.{list.new}";
const ADD_TO_LIST: &str = "test:versions/lists@1.0.0.{list.add}";
const DROP_LIST: &str = "test:versions/lists@1.0.0.{list.drop}";

thread_local! {
    static TOKEN: RefCell<Option<schedule::Token>> = const { RefCell::new(None) };
}

/// The worker, called through the version for calls that are awaited.
fn worker(component: &str, name: &str) -> Result<Remote, String> {
    Ok(Remote::on::<Awaited>(&WorkerUri::durable(component, name).map_err(text)?))
}

/// The same, called through the version for all else.
fn other(component: &str, name: &str) -> Result<Remote, String> {
    Ok(Remote::on::<Other>(&WorkerUri::durable(component, name).map_err(text)?))
}

impl calls::Guest for Component {
    fn wait(component: String, name: String, number: u64) -> Result<u64, String> {
        other(&component, &name)?.call_blocking(ADD, &[&number]).map_err(text)
    }

    fn poll(component: String, name: String, number: u64) -> Result<u64, String> {
        block_on(RpcFuture::new(worker(&component, &name)?.call(ADD, &[&number]))).map_err(text)
    }

    fn tell(component: String, name: String, number: u64) -> Result<(), String> {
        other(&component, &name)?.trigger(ADD, &[&number]).map_err(text)
    }

    fn ephemeral(component: String) -> Result<Vec<u64>, String> {
        let fresh = || WorkerUri::ephemeral(&component).map(|uri| Remote::on::<Other>(&uri));
        let [first, second] = [fresh().map_err(text)?, fresh().map_err(text)?];
        let calls = [&first, &first, &second].map(|worker| RpcFuture::new(worker.call(ADD, &[&1u64])));
        block_on(join_all(calls)).into_iter().collect::<Result<_, _>>().map_err(text)
    }

    fn schedule(component: String, name: String, number: u64, seconds: u64) -> Result<(), String> {
        let time = SystemTime::now() + Duration::from_secs(seconds);
        schedule::schedule(&other(&component, &name)?, time.into(), ADD, number)
    }

    fn schedule_cancelable(component: String, name: String, number: u64, seconds: u64) -> Result<(), String> {
        let time = Datetime::after(Duration::from_secs(seconds));
        let token = schedule::schedule_cancelable(&other(&component, &name)?, time, ADD, number)?;
        TOKEN.set(Some(token));
        Ok(())
    }

    fn cancel() {
        TOKEN.take().map(schedule::Token::cancel).unwrap_or_default();
    }

    fn cancel_after(component: String, name: String, number: u64, seconds: u64, pause: u64) -> Result<(), String> {
        Self::schedule_cancelable(component, name, number, seconds)?;
        Self::sleep(pause);
        Self::cancel();
        Ok(())
    }

    fn sleep(seconds: u64) {
        block_on(sleep(Duration::from_secs(seconds)));
    }

    fn others() -> Vec<String> {
        vec![]
    }

    fn ask_ready() {}
}

fn text(error: impl ToString) -> String {
    error.to_string()
}

struct List {
    sum: Cell<u64>,
}

impl lists::Guest for Component {
    type List = List;
}

impl lists::GuestList for List {
    fn new() -> Self {
        Self { sum: Cell::new(0) }
    }

    fn add(&self, number: u64) -> u64 {
        self.sum.set(self.sum.get() + number);
        self.sum.get()
    }
}

impl resources::Guest for Component {
    fn use_list(component: String, name: String) -> Result<Vec<u64>, String> {
        let worker = worker(&component, &name)?;
        let list: RemoteList = block_on(RpcFuture::new(worker.call(NEW_LIST, &[]))).map_err(text)?;
        let add = |number: u64| worker.call_with::<u64>(ADD_TO_LIST, worker.params(&[&list, &number]));
        let sums = block_on(join_all([1, 2, 3].map(|number| RpcFuture::new(add(number)))));
        sums.into_iter().collect::<Result<_, _>>().map_err(text)
    }
}

struct RemoteList(RemoteResource);

impl Decode for RemoteList {
    fn decode(decoder: &mut Decoder<'_>, node: NodeIndex) -> Result<Self, DecodeError> {
        decoder.handle(node, DROP_LIST).map(Self)
    }
}

impl Encode for RemoteList {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.handle(&self.0)
    }
}
