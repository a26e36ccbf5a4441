use golem_rpc_sdk::{RpcError, WorkerUri};
use store_client::{Cart, Pair, Shelves};

async fn compare(uri: &WorkerUri, left: &Cart) -> Result<i64, RpcError> {
    let pair = {
        let right = Cart::new(uri, "bob").await?;
        Pair { left, right: &right }
    };
    Shelves::new(uri).difference(&pair).await
}

fn main() {}
