//! `wasi:http`: outgoing requests, if the host allows them.

use std::future::ready;

use http::{Request, Response};
use wasmtime::{Result, component::Linker};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtxView, WasiHttpHooks, WasiHttpView, default_send_request,
};

use crate::worker_state::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(linker)
}

impl WasiHttpView for WorkerState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.http.sending, table: &mut self.table, ctx: &mut self.http.context }
    }
}

/// What a worker needs to send requests.
pub(crate) struct Http {
    context: wasmtime_wasi_http::WasiHttpCtx,
    sending: Sending,
}

impl Http {
    pub fn new(allowed: bool) -> Self {
        Self { context: wasmtime_wasi_http::WasiHttpCtx::new(), sending: Sending { allowed } }
    }
}

struct Sending {
    allowed: bool,
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
        Box::new(async move {
            let (response, transfer) = default_send_request(request, options).await?;
            Ok((response.map(WasiBody::new), Box::new(transfer) as Transfer))
        })
    }
}
