wit_bindgen::generate!({ world: "ephemeral", path: "wit" });

use exports::test::ephemeral::counter::Guest;
use std::cell::Cell;

thread_local! {
    static VALUE: Cell<u32> = const { Cell::new(0) };
}

struct Target;

impl Guest for Target {
    fn add(by: u32) -> u32 {
        VALUE.set(VALUE.get() + by);
        VALUE.get()
    }
    fn name() -> String {
        std::env::var("GOLEM_WORKER_NAME").unwrap_or_default()
    }
}

export!(Target);
