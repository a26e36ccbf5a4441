use golem_rpc_sdk::{block_on, scope};
use std::cell::Cell;

fn main() {
    let seen = Cell::new(0);
    let later = {
        let name = "alice".to_owned();
        scope(async |s| {
            s.spawn(async { seen.set(name.len()) });
        })
    };
    block_on(later);
}
