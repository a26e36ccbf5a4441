//! `wasi:http`: outgoing requests, if the host allows them.

use std::{future::ready, sync::Arc};

use http::{Request, Response};
use wasmtime::{
    Result, StoreContextMut,
    component::{Linker, Resource},
};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtxView, WasiHttpHooks, WasiHttpView, default_send_request,
    p2::{
        bindings::http::{outgoing_handler::Host as _, types::ErrorCode},
        types::{HostFutureIncomingResponse, HostOutgoingRequest},
    },
};

use crate::{replaced_function::replace, worker_state::WorkerState};

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(linker)?;
    replace(linker, "wasi:http/outgoing-handler@0.2.12", "handle", handle)
}

impl WasiHttpView for WorkerState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.http.sending, table: &mut self.table, ctx: &mut self.http.context }
    }
}

/// Keeps a worker to as many requests as it may have open, and notes that it sends one.
fn handle(
    mut store: StoreContextMut<'_, WorkerState>,
    (request, options): (Resource<HostOutgoingRequest>, Option<Resource<RequestOptions>>),
) -> Result<(Result<Resource<HostFutureIncomingResponse>, ErrorCode>,)> {
    let state = store.data_mut();
    state.open_one_more()?;
    if state.hub.settings.network {
        state.info.effects.outside();
    }
    Ok((match state.http().handle(request, options) {
        Ok(future) => Ok(future),
        Err(error) => Err(error.downcast()?),
    },))
}

/// What a worker needs to send requests.
pub(crate) struct Http {
    context: wasmtime_wasi_http::WasiHttpCtx,
    sending: Sending,
}

impl Http {
    pub fn new(allowed: bool) -> Self {
        Self {
            context: wasmtime_wasi_http::WasiHttpCtx::new(),
            sending: Sending { allowed, connections: Arc::default() },
        }
    }

    /// How many requests have not been answered to the end.
    pub fn connections(&self) -> usize {
        // Itself is one.
        Arc::strong_count(&self.sending.connections) - 1
    }
}

struct Sending {
    allowed: bool,
    /// Each connection has one.
    connections: Arc<()>,
}

/// How a request's or a response's body came through.
type Transfer = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Sending {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _response_processed: Transfer,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, Transfer), Error>> + Send> {
        if !self.allowed {
            return Box::new(ready(Err(Error::HttpRequestDenied)));
        }
        let connection = self.connections.clone();
        Box::new(async move {
            let (response, transfer) = default_send_request(request, options).await?;
            let transfer = async move {
                let transferred = transfer.await;
                drop(connection);
                transferred
            };
            Ok((response.map(WasiBody::new), Box::new(transfer) as Transfer))
        })
    }
}
