use crate::golem::rpc::types::{Uri, WasmRpc};

pub fn client(component: &str, worker: &str) -> Result<WasmRpc, String> {
    Ok(WasmRpc::new(&Uri { value: format!("urn:worker:{component}/{worker}") }))
}

pub fn ephemeral(component: &str) -> Result<WasmRpc, String> {
    Ok(WasmRpc::new(&Uri { value: format!("urn:worker:{component}") }))
}
