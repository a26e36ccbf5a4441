struct Api;

golem_rpc_sdk::future_result! {
    Api => u64,
}

fn main() {}
