use golem_rpc_sdk::RpcError;
use golem_rpc_sdk::client::Remote;
use golem_rpc_sdk::golem::V1_0;
use golem_rpc_sdk::time::Datetime;

fn remind(worker: &Remote, at: Datetime) -> Result<(), RpcError> {
    worker.schedule::<V1_0>(at, "demo:component1/api.{remind}", &[])
}

fn main() {}
