//! [`OutgoingHttp`]: the HTTP requests of a worker on their way.

use std::{future::ready, sync::Arc};

use http::{Request, Response};
use wasmtime::component::ResourceTable;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpCtxView, WasiHttpHooks, default_send_request};

/// What a worker needs to send HTTP requests, and the requests that it has sent.
pub(crate) struct OutgoingHttp {
    context: wasmtime_wasi_http::WasiHttpCtx,
    sending: Sending,
}

impl OutgoingHttp {
    pub fn new(allowed: bool) -> Self {
        Self {
            context: wasmtime_wasi_http::WasiHttpCtx::new(),
            sending: Sending { allowed, connections: Arc::default() },
        }
    }

    /// The form in which wasmtime wants it.
    pub fn view<'a>(&'a mut self, table: &'a mut ResourceTable) -> WasiHttpCtxView<'a> {
        WasiHttpCtxView { hooks: &mut self.sending, table, ctx: &mut self.context }
    }

    /// How many requests are open: their responses have not been received to the end.
    pub fn connections(&self) -> usize {
        // One reference is that of this struct.
        Arc::strong_count(&self.sending.connections) - 1
    }
}

struct Sending {
    allowed: bool,
    /// Each open request has a reference to this, which makes them countable.
    connections: Arc<()>,
}

/// Ends when the body of a request or a response has been transferred, or could not be.
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
