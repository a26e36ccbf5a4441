use golem_rpc_sdk::{block_on, scope};

fn main() {
    block_on(scope(async |s| {
        let name = "alice".to_owned();
        s.spawn(async { name.len() });
    }));
}
