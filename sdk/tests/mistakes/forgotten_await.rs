#![deny(unused_must_use)]

use golem_rpc_sdk::{Call, Remote, RpcFuture};

async fn count_up(counter: &Remote) {
    let add: Call<()> = counter.call("demo:component1/api.{add}", &[&1u64]);
    RpcFuture::new(add);
}

fn main() {}
