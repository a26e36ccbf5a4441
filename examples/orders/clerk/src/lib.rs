//! The caller. Its own interface uses types of the shop, and with `with` these are the types of the
//! shop's client. So the clerk can pass orders on to the shops without converting them, and return
//! their answers as its own.

use bindings::exports::demo::clerk::desk::Guest;
use golem_rpc_sdk::{block_on, join_all};
use shop_client::types::{Order, Receipt};
use shop_client::{Orders, Refusal, WorkerUri};

mod bindings {
    wit_bindgen::generate!({
        path: ["../shop/wit", "wit"],
        world: "demo:clerk/clerk",
        with: {
            "demo:shop/orders@1.2.0": shop_client,
            "demo:shop/types@1.2.0": shop_client::types,
        },
    });
}

struct Clerk;

impl Guest for Clerk {
    fn ask_around(shops: Vec<String>, order: Order) -> Vec<Result<Receipt, Refusal>> {
        let shops: Vec<_> = shops.iter().map(|shop| Orders::new(&worker(shop))).collect();
        let answers = block_on(join_all(shops.iter().map(|shop| shop.place(&order))));
        answers.into_iter().map(|answer| answer.expect("the shop answers")).collect()
    }
}

/// The worker that is the shop with this name.
fn worker(shop: &str) -> WorkerUri {
    WorkerUri::durable_from_env("SHOP_COMPONENT_ID", shop).expect("the shops' component is named")
}

bindings::export!(Clerk with_types_in bindings);
