//! The user's names stay. Generated names that would be the same are changed.

use crate::worker;
use client::{Api, ApiClient};
use golem_rpc_sdk::block_on;

pub fn run() {
    // `new` and `connect` are functions of the target.
    let api = ApiClient::connect2(&worker("collisions"));
    assert_eq!(block_on(api.f(Api { api: 1 })).unwrap(), Api { api: 1 });
    assert_eq!(api.blocking_f2(Api { api: 2 }).unwrap(), Api { api: 2 });
    assert_eq!(block_on(api.blocking_f()).unwrap(), "blocking-f");
    assert_eq!(block_on(api.trigger_f()).unwrap(), "trigger-f");
    assert_eq!(api.blocking_blocking_f2().unwrap(), "blocking-f");
    assert_eq!(block_on(api.new(9)).unwrap(), 9);
    assert_eq!(api.blocking_new(9).unwrap(), 9);
    assert_eq!(block_on(api.connect()).unwrap(), 1);
    assert_eq!(block_on(api.handle()).unwrap(), "handle");
    api.blocking_from_handle().unwrap();
}
