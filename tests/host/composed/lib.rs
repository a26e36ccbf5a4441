//! Calls through a stub.

use client::api::Api;
use golem_rpc_sdk::{WorkerUri, block_on, join_all};

wit_bindgen::generate!({
    inline: "package test:composed;

    world composed {
      /// Calls all workers at the same time. Each answers with its index after its time, in ms.
      export joined: func(workers: list<string>, milliseconds: list<u32>) -> list<u64>;
      /// The called worker traps, and so does this one: a stub can't return an error.
      export trap: func(worker: string);
    }",
});

struct Composed;

export!(Composed);

impl Guest for Composed {
    fn joined(workers: Vec<String>, milliseconds: Vec<u32>) -> Vec<u64> {
        let apis: Vec<_> = workers.iter().map(|name| api(name)).collect();
        let calls = apis.iter().zip(milliseconds).zip(0..);
        let answers = block_on(join_all(calls.map(|((api, after), index)| api.answer_after(after, index))));
        answers.into_iter().map(|answer| answer.expect("the target answers")).collect()
    }

    fn trap(worker: String) {
        let _ = api(&worker).blocking_trap("asked to");
    }
}

fn api(name: &str) -> Api {
    Api::new(&WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).expect("the target is named"))
}
