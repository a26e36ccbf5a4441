//! `parse-uuid` and `uuid-to-string`, which `golem:rpc` has from 0.2.0 on.

use uuid::Uuid;
use wasmtime::{Result, component::LinkerInstance};

use crate::interfaces::ids::UuidRecord;
use crate::store::WorkerState;

pub(super) fn parse_and_show(interface: &mut LinkerInstance<'_, WorkerState>) -> Result<()> {
    interface.func_wrap("parse-uuid", |_, (text,): (String,)| {
        Ok((Uuid::parse_str(&text).map(UuidRecord::from).map_err(|error| error.to_string()),))
    })?;
    interface.func_wrap("uuid-to-string", |_, (uuid,): (UuidRecord,)| Ok((Uuid::from(uuid).to_string(),)))
}
