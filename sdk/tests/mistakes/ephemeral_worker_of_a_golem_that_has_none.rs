use golem_rpc_sdk::UriError;
use golem_rpc_sdk::client::Remote;
use golem_rpc_sdk::golem::V1_3;

fn fresh(component: &str) -> Result<Remote, UriError> {
    Remote::ephemeral::<V1_3>(component)
}

fn main() {}
