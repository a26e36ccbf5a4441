use golem_rpc_sdk::bindings::poll::Pollable;

struct FutureGetResult;

impl FutureGetResult {
    fn subscribe(&self) -> Pollable {
        Pollable::never()
    }

    fn get(&self) -> Option<u64> {
        None
    }
}

golem_rpc_sdk::future_result! {
    FutureGetResult => String,
}

fn main() {}
