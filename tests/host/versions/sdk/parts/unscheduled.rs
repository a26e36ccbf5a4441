use golem_rpc_sdk::client::Remote;
use golem_rpc_sdk::time::Datetime;

pub struct Token;

impl Token {
    pub fn cancel(self) {}
}

pub fn schedule(_: &Remote, _: Datetime, _: &str, _: u64) -> Result<(), String> {
    Err("not in this version".to_owned())
}

pub fn schedule_cancelable(_: &Remote, _: Datetime, _: &str, _: u64) -> Result<Token, String> {
    Err("not in this version".to_owned())
}
