BINDINGS

use bindings::exports::demo::component2::api::Guest;

struct Component;

impl Guest for Component {
    fn add(_values: Vec<u64>) {}

    fn sum_blocking() -> Vec<u64> {
        Vec::new()
    }

    fn sum_by_hand() -> Vec<u64> {
        Vec::new()
    }
}

bindings::export!(Component with_types_in bindings);
