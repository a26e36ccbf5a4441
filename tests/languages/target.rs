//! A counter.

use exports::demo::counter::api::Guest;
use std::cell::Cell;

wit_bindgen::generate!({ path: "wit", world: "counter" });

thread_local! {
    static VALUE: Cell<u64> = const { Cell::new(0) };
}

struct Counter;

impl Guest for Counter {
    fn add(value: u64) {
        VALUE.set(VALUE.get() + value);
    }

    fn get() -> u64 {
        VALUE.get()
    }
}

export!(Counter);
