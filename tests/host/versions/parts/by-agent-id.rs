use crate::golem::rpc::types::{AgentId, ComponentId, Uuid, WasmRpc};
use crate::halves;

pub fn client(component: &str, worker: &str) -> Result<WasmRpc, String> {
    let (high_bits, low_bits) = halves(component)?;
    let component_id = ComponentId { uuid: Uuid { high_bits, low_bits } };
    Ok(WasmRpc::new(&AgentId { component_id, agent_id: worker.to_owned() }))
}

pub fn ephemeral(_: &str) -> Result<WasmRpc, String> {
    Err("not in this version".to_owned())
}
