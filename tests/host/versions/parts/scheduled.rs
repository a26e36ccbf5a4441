use crate::golem::rpc::types::{CancellationToken, WasmRpc, WitValue};
use crate::wasi::clocks::wall_clock::Datetime;

pub type Token = CancellationToken;

pub fn schedule(rpc: &WasmRpc, at: Datetime, function: &str, params: &[WitValue]) -> Result<(), String> {
    rpc.schedule_invocation(at, function, params);
    Ok(())
}

pub fn schedule_cancelable(rpc: &WasmRpc, at: Datetime, function: &str, params: &[WitValue]) -> Result<Token, String> {
    Ok(rpc.schedule_cancelable_invocation(at, function, params))
}
