use crate::golem::rpc::types::{WasmRpc, WitValue};
use crate::wasi::clocks::wall_clock::Datetime;

pub struct Token;

impl Token {
    pub fn cancel(&self) {}
}

pub fn schedule(_: &WasmRpc, _: Datetime, _: &str, _: &[WitValue]) -> Result<(), String> {
    Err("not in this version".to_owned())
}

pub fn schedule_cancelable(_: &WasmRpc, _: Datetime, _: &str, _: &[WitValue]) -> Result<Token, String> {
    Err("not in this version".to_owned())
}
