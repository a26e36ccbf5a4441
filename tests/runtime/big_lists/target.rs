wit_bindgen::generate!({ world: "big-lists", path: "wit" });

use exports::test::big_lists::api::{Guest, Item};

struct Target;

impl Guest for Target {
    fn numbers(value: Vec<u64>) -> Vec<u64> {
        value
    }
    fn items(value: Vec<Item>) -> Vec<Item> {
        value
    }
    fn bytes(value: Vec<u8>) -> Vec<u8> {
        value
    }
    fn make(count: u32) -> Vec<u32> {
        (0..count).collect()
    }
}

export!(Target);
