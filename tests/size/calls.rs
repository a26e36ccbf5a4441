use client::{Api, WorkerUri};
use golem_rpc_sdk::block_on;

pub fn values(names: &[String]) -> Result<Vec<u64>, String> {
    let value = |name: &String| {
        let uri = WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).map_err(|error| error.to_string())?;
        block_on(Api::new(&uri).get()).map_err(|error| error.to_string())
    };
    names.iter().map(value).collect()
}
