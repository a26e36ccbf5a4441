//! Calls without a client: by the function's name.

use crate::worker;
use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::{Call, FutureResult, Remote};

pub fn clients(count: usize) -> Vec<Remote> {
    (0..count).map(|index| Remote::new(&worker(index))).collect()
}

pub fn start(clients: &[Remote], delays: &[u32]) -> Vec<Answer> {
    let start = |((client, delay), value): ((&Remote, &u32), u32)| {
        Answer(client.call("test:fan-out/answering.{answer-after}", &[delay, &value]))
    };
    clients.iter().zip(delays).zip(0..).map(start).collect()
}

pub struct Answer(Call<u32>);

impl FutureResult for Answer {
    type Output = u32;

    fn subscribe(&self) -> Pollable {
        self.0.subscribe()
    }

    fn get(&self) -> Option<u32> {
        self.0.get().map(|answer| answer.expect("every call succeeds"))
    }
}
