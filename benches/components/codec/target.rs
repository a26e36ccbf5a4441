//! The target. It returns what it gets.

wit_bindgen::generate!({ world: "codec", path: "wit" });

use exports::bench::codec::echo::{Flat, Guest, Level8, Order};

struct Target;

impl Guest for Target {
    fn echo_primitive(value: u64) -> u64 {
        value
    }

    fn echo_flat(value: Flat) -> Flat {
        value
    }

    fn echo_order(value: Order) -> Order {
        value
    }

    fn echo_nested(value: Level8) -> Level8 {
        value
    }

    fn echo_bytes(value: Vec<u8>) -> Vec<u8> {
        value
    }
}

export!(Target);
