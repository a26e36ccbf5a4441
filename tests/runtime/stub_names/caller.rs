use crate::worker;
use client::api::{Api, FutureGetResult, Pollable, Remote, RpcError, Stub, WorkerUri};
use client::same::Same;
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("names"));
    let pollable = Pollable { uri: "four".to_owned() };
    assert_eq!(block_on(api.get("two", &pollable)).unwrap(), FutureGetResult { value: 7 });
    assert_eq!(block_on(api.locals(1, 2, 3, 4, 5, 6, 7, 8, 9)).unwrap(), 123_456_789);
    assert_eq!(api.blocking_locals(9, 8, 7, 6, 5, 4, 3, 2, 1).unwrap(), 987_654_321);
    api.trigger_forget("a", "b").unwrap();
    api.blocking_forget("a", "b").unwrap();
    let stub = Stub { call: 1, result: 2, decoder: 3, node: 4, encoder: 5 };
    let kept = block_on(api.keep(stub, Remote { a: 6 })).unwrap();
    assert_eq!(kept, (stub, Remote { a: 6 }, WorkerUri { b: 9 }));
    assert_eq!(block_on(api.fail(RpcError::Two)).unwrap(), Err(RpcError::Two));

    let same = Same::new(&worker("names"));
    assert_eq!(block_on(same.same(7)).unwrap(), 8);
    drop(block_on(same.hold()).unwrap());
}
