use golem_rpc_sdk::{block_on, scope};

fn main() {
    block_on(scope(|s| async {
        s.spawn(async {});
    }));
}
