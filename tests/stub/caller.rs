//! Calls through a stub: very many of them, and some that fail.

wit_bindgen::generate!({
    inline: "package test:caller;
        world caller {
            export churn: func(times: u32);
            export call: func(function: string, location: string, other: string);
        }",
});

use client::{Api, Item, Shelf};
use golem_rpc_sdk::{WorkerUri, block_on};

struct Caller;

impl Guest for Caller {
    fn churn(times: u32) {
        let uri = WorkerUri::durable_from_env("TARGET_COMPONENT_ID", "churn").expect("the target is named");
        for round in 0..times {
            round_of_five_calls(&uri, round as usize);
        }
    }

    fn call(function: String, location: String, other: String) {
        let [location, other] = [location, other].map(|uri| uri.parse::<WorkerUri>().expect("a worker"));
        let api = Api::new(&location);
        match &*function {
            "pair" => drop(api.blocking_pair()),
            "favourite" => drop(api.blocking_favourite()),
            "granted" => drop(api.blocking_granted()),
            "maybe" => drop(block_on(api.maybe())),
            "outcome" => drop(block_on(api.outcome())),
            "note" => drop(api.blocking_note()),
            "later" => drop(block_on(api.later())),
            "look" => {
                let shelf = Shelf::blocking_new(&other, "theirs").expect("a shelf");
                drop(block_on(api.look(&shelf)));
            }
            _ => unreachable!("no such function"),
        }
    }
}

/// Makes five calls. The sizes of their values differ from round to round.
fn round_of_five_calls(uri: &WorkerUri, round: usize) {
    let api = Api::new(uri);
    let item = |n: usize| Item { name: "name".repeat(n % 7), tags: vec!["tag".repeat(n % 5); n % 3] };
    let items: Vec<_> = (0..round % 4).map(item).collect();
    assert_eq!(api.blocking_echo(&items), Ok(items.clone()));
    assert_eq!(block_on(api.echo(&items)), Ok(items.clone()));
    let shelf = Shelf::blocking_new(uri, "shelf").expect("a shelf");
    assert_eq!(shelf.blocking_put(&items), Ok(items.len() as u32));
    // Every second of them is handed over in a call, and the others are dropped here.
    if round % 2 == 0 {
        assert_eq!(block_on(api.take(shelf)).as_deref(), Ok("shelf"));
    } else {
        assert_eq!(block_on(api.look(&shelf)).as_deref(), Ok("shelf"));
    }
}

export!(Caller);
