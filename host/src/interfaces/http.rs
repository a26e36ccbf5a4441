//! `wasi:http`: outgoing requests, if the host allows them.

use wasmtime::{
    Result, StoreContextMut,
    component::{Linker, Resource},
};
use wasmtime_wasi_http::{
    RequestOptions, WasiHttpCtxView, WasiHttpView,
    p2::{
        bindings::http::{outgoing_handler::Host as _, types::ErrorCode},
        types::{HostFutureIncomingResponse, HostOutgoingRequest},
    },
};

use super::replaced_function::replace;
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(linker)?;
    replace(linker, "wasi:http/outgoing-handler@0.2.12", "handle", handle)
}

impl WasiHttpView for WorkerState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        self.http.view(&mut self.table)
    }
}

/// `outgoing-handler.handle`: checks that the worker may have one more request open, and notes that
/// it sends one.
fn handle(
    mut store: StoreContextMut<'_, WorkerState>,
    (request, options): (Resource<HostOutgoingRequest>, Option<Resource<RequestOptions>>),
) -> Result<(Result<Resource<HostFutureIncomingResponse>, ErrorCode>,)> {
    let state = store.data_mut();
    state.open_one_more()?;
    if state.shared.settings.network {
        state.info.uses_network();
    }
    Ok((match state.http().handle(request, options) {
        Ok(future) => Ok(future),
        Err(error) => Err(error.downcast()?),
    },))
}
