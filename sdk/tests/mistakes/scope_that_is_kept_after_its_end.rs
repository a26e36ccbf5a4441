use golem_rpc_sdk::{block_on, scope};

fn main() {
    let kept = block_on(scope(async |s| s));
    kept.spawn(async {});
}
