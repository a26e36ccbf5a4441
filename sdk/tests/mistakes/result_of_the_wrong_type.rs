use golem_rpc_sdk::client::{Call, Remote};
use golem_rpc_sdk::{RpcError, RpcFuture};

async fn total(counter: &Remote) -> Result<u64, RpcError> {
    let value: Call<String> = counter.call("demo:component1/api.{get}", &[]);
    RpcFuture::new(value).await
}

fn main() {}
