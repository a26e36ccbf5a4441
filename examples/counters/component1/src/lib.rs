//! The target: a counter. Each worker is a counter of its own.

use bindings::exports::demo::component1::api::Guest;
use std::cell::Cell;

mod bindings {
    wit_bindgen::generate!({ world: "component1", path: "wit" });
}

thread_local! {
    /// The value. A worker's memory is durable on Golem, so a plain variable is all the storage
    /// that it needs.
    static TOTAL: Cell<u64> = const { Cell::new(0) };
}

struct Component1;

impl Guest for Component1 {
    fn add(value: u64) {
        TOTAL.set(TOTAL.get() + value);
    }

    fn get() -> u64 {
        TOTAL.get()
    }
}

bindings::export!(Component1 with_types_in bindings);
