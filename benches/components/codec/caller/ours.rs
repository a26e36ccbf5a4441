//! The codec of the generated client.

use crate::{repeat, values};
use client::{Echo, Level8, WorkerUri};
use std::convert::identity;
use std::hint::black_box;
use std::mem::ManuallyDrop;

pub fn run(worker: &WorkerUri, shape: &str, reply: bool, times: u32) -> u64 {
    let client = Echo::new(worker);
    macro_rules! repeat {
        ($value:expr, $param:expr, $call:ident, $tell:ident) => {{
            let value = $value;
            let param = $param(&value);
            assert!(client.$call(param).expect("the target answers") == value);
            repeat(times, || {
                if reply {
                    let _kept = ManuallyDrop::new(black_box(client.$call(param).expect("the target answers")));
                } else {
                    client.$tell(param).expect("the target is there");
                }
            })
        }};
    }
    match shape {
        "primitive" => {
            repeat!(values::PRIMITIVE, |value: &u64| *value, blocking_echo_primitive, trigger_echo_primitive)
        }
        "flat" => repeat!(values::flat(), identity, blocking_echo_flat, trigger_echo_flat),
        "order" => repeat!(values::order(), identity, blocking_echo_order, trigger_echo_order),
        "nested" => repeat!(values::nested(), |value: &Level8| *value, blocking_echo_nested, trigger_echo_nested),
        "bytes" => repeat!(values::bytes(), identity, blocking_echo_bytes, trigger_echo_bytes),
        unknown => panic!("there is no shape {unknown}"),
    }
}
