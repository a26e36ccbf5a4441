#![deny(unused_must_use)]

use golem_rpc_sdk::RpcFuture;
use golem_rpc_sdk::client::{Call, Remote};

async fn count_up(counter: &Remote) {
    let add: Call<()> = counter.call("demo:component1/api.{add}", &[&1u64]);
    RpcFuture::new(add);
}

fn main() {}
