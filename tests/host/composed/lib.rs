//! Calls through a stub.

use client::api::Api;
use golem_rpc_sdk::{WorkerUri, block_on, join_all};

wit_bindgen::generate!({
    inline: "package test:composed;

    world composed {
      /// Has each worker answer with its index after so many milliseconds, all at once: what they answered.
      export joined: func(workers: list<string>, milliseconds: list<u32>) -> list<u64>;
      /// A stub has no place for an error: the caller traps, too.
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
