use golem_rpc_sdk::{RpcError, WorkerUri};
use store_client::{Cart, Shelves};

async fn buy(uri: &WorkerUri) -> Result<u64, RpcError> {
    let shelves = Shelves::new(uri);
    let cart = Cart::new(uri, "alice").await?;
    shelves.checkout(cart).await?;
    shelves.price(&cart).await
}

fn main() {}
