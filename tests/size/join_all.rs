use client::{Api, WorkerUri};
use golem_rpc_sdk::{block_on, join_all};

pub fn values(names: &[String]) -> Result<Vec<u64>, String> {
    let client = |name: &String| WorkerUri::durable_from_env("TARGET_COMPONENT_ID", name).map(|uri| Api::new(&uri));
    let clients: Vec<_> = names.iter().map(client).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let values = block_on(join_all(clients.iter().map(|client| client.get())));
    values.into_iter().map(|value| value.map_err(|error| error.to_string())).collect()
}
