use crate::golem::rpc::types::{ComponentId, Uuid, WasmRpc, WorkerId};
use crate::halves;

pub fn client(component: &str, worker: &str) -> Result<WasmRpc, String> {
    Ok(WasmRpc::new(&WorkerId { component_id: id(component)?, worker_name: worker.to_owned() }))
}

pub fn ephemeral(component: &str) -> Result<WasmRpc, String> {
    Ok(WasmRpc::ephemeral(id(component)?))
}

fn id(component: &str) -> Result<ComponentId, String> {
    let (high_bits, low_bits) = halves(component)?;
    Ok(ComponentId { uuid: Uuid { high_bits, low_bits } })
}
