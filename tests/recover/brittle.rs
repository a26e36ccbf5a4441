//! A component with a function for each mistake that only a crash brings to light, and one without.

use client::WorkerUri;
use golem_rpc_sdk::bindings::poll::{Pollable, poll};
use golem_rpc_sdk::client::{Call, Remote};
use golem_rpc_sdk::{FutureResult, block_on, join_all};
use std::collections::HashMap;
use std::fs;
use wasip2::clocks::monotonic_clock::now;
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::PathFlags;

wit_bindgen::generate!({
    inline: "package test:brittle; world brittle {
        export ready-decides: func() -> u32;
        export hash-ordered: func() -> u32;
        export get-before-poll: func() -> u32;
        export first-none: func() -> u32;
        export polls-for-ever: func() -> u32;
        export file-of-another-run: func() -> bool;
        export place-of-a-file: func() -> u64;
        export fails: func();
        export sturdy: func() -> list<u32>;
    }",
});

struct Brittle;

impl Guest for Brittle {
    /// What is called next depends on whether the result is there already.
    fn ready_decides() -> u32 {
        let call = call("a", 10, 7);
        let pollable = call.subscribe();
        if pollable.ready() {
            now();
        }
        waited(&call, &pollable)
    }

    /// The order of the lists that are polled is that of a hash map.
    fn hash_ordered() -> u32 {
        let mut pending: HashMap<String, (Pollable, Call<u32>)> = (0..6)
            .map(|n| {
                let call = call(&format!("h{n}"), n * 3, n);
                (n.to_string(), (call.subscribe(), call))
            })
            .collect();
        let mut sum = 0;
        while !pending.is_empty() {
            let names: Vec<String> = pending.keys().cloned().collect();
            let list: Vec<&Pollable> = names.iter().map(|name| &pending[name].0).collect();
            for ready in poll(&list) {
                let name = &names[ready as usize];
                if let Some(value) = pending[name].1.get() {
                    sum += value.expect("it answers");
                    pending.remove(name);
                }
            }
        }
        sum
    }

    /// Asks for a result before anybody said that it is there.
    fn get_before_poll() -> u32 {
        let call = call("b", 10, 7);
        let pollable = call.subscribe();
        match call.get() {
            Some(value) => value.expect("it answers"),
            None => waited(&call, &pollable),
        }
    }

    /// Takes a `none` for an answer.
    fn first_none() -> u32 {
        let call = call("c", 10, 7);
        call.subscribe().block();
        call.get().map_or(0, |value| value.expect("it answers"))
    }

    /// Polls once, and then asks until there is a result. Without another poll there never is.
    fn polls_for_ever() -> u32 {
        let call = call("d", 10, 7);
        call.subscribe().block();
        loop {
            if let Some(value) = call.get() {
                return value.expect("it answers");
            }
        }
    }

    /// Looks at the clock if there is a file that it has not written.
    fn file_of_another_run() -> bool {
        let there = fs::exists("/state").expect("it can be looked for");
        if there {
            now();
        }
        there
    }

    /// The hash of a file tells where on the disk it is.
    fn place_of_a_file() -> u64 {
        fs::write("/file", "x").expect("it can be written");
        let (root, _) = get_directories().swap_remove(0);
        let hash = root.metadata_hash_at(PathFlags::empty(), "file").expect("it is there").lower;
        for _ in 0..hash % 61 {
            let _ = now();
        }
        hash
    }

    fn fails() {
        std::arch::wasm32::unreachable()
    }

    fn sturdy() -> Vec<u32> {
        let calls = (0..3).map(|n| call(&format!("s{n}"), 30 - n * 10, n));
        let answers = block_on(join_all(calls.map(golem_rpc_sdk::RpcFuture::new)));
        answers.into_iter().map(|answer| answer.expect("it answers")).collect()
    }
}

export!(Brittle);

fn call(worker: &str, milliseconds: u32, value: u32) -> Call<u32> {
    let uri = WorkerUri::durable_from_env("TARGET_COMPONENT_ID", worker).expect("the target is named");
    Remote::new(&uri).call("test:fan-out/answering.{answer-after}", &[&milliseconds, &value])
}

fn waited(call: &Call<u32>, pollable: &Pollable) -> u32 {
    loop {
        pollable.block();
        if let Some(value) = call.get() {
            return value.expect("it answers");
        }
    }
}
