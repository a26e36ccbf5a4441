use golem_rpc_sdk::RpcError;
use store_client::{Cart, Shelves};

async fn buy() -> Result<u64, RpcError> {
    let cart = Cart::new("urn:worker:store", "alice").await?;
    let shelves = Shelves::new("urn:worker:store");
    shelves.price(cart).await
}

fn main() {}
