use crate::worker;
use client::{Api, Item};
use golem_rpc_sdk::block_on;

const MANY: u32 = 100_000;

pub fn run() {
    let api = Api::new(&worker("big"));
    let numbers: Vec<u64> = (0..u64::from(MANY)).map(|n| n * n).collect();
    assert!(block_on(api.numbers(&numbers)).unwrap() == numbers);
    let items: Vec<_> = (0..MANY / 10).map(|id| Item { id, text: id.to_string() }).collect();
    assert!(block_on(api.items(&items)).unwrap() == items);
    let bytes: Vec<u8> = (0..MANY).map(|n| n as u8).collect();
    assert!(api.blocking_bytes(&bytes).unwrap() == bytes);
    let made = block_on(api.make(MANY)).unwrap();
    assert!(made.len() == MANY as usize && made.last() == Some(&(MANY - 1)));
}
