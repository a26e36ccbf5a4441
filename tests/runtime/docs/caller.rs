use crate::worker;
use client::{Api, Item};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("docs"));
    assert_eq!(block_on(api.get()).unwrap(), Item { id: 7 });
    api.blocking_put(Item { id: 8 }).unwrap();
}
