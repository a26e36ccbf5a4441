use golem_rpc_sdk::{RpcError, WorkerUri};
use store_client::{Cart, Shelves};

async fn price(uri: &WorkerUri) -> Result<u64, RpcError> {
    let shelves = Shelves::new(uri);
    let cart = Cart::new(uri, "alice").await?;
    Ok(shelves.price(&cart) + 1)
}

fn main() {}
