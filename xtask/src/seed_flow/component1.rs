BINDINGS

use bindings::exports::demo::component1::api::Guest;
use std::cell::Cell;

thread_local! {
    static TOTAL: Cell<u64> = const { Cell::new(0) };
}

struct Component;

impl Guest for Component {
    fn add(value: u64) {
        TOTAL.set(TOTAL.get() + value);
    }

    fn get() -> u64 {
        TOTAL.get()
    }
}

bindings::export!(Component with_types_in bindings);
