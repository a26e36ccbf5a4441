use golem_rpc_sdk::{Call, Remote, RpcError, RpcFuture};

async fn total(counter: &Remote) -> Result<u64, RpcError> {
    let value: Call<String> = counter.call("demo:component1/api.{get}", &[]);
    RpcFuture::new(value).await
}

fn main() {}
