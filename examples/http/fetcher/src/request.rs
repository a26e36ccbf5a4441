//! A request as a future. `wasi:http` has a resource for a response that is yet to come. It is made
//! like the results of remote calls, with a pollable and a `get`, so the SDK can await it, too.

use crate::failure::Failure;
use golem_rpc_sdk::bindings::poll::Pollable;
use golem_rpc_sdk::{FutureResult, RpcFuture};
use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::{ErrorCode, Fields, FutureIncomingResponse, IncomingResponse, OutgoingRequest, Scheme};

/// A response that is yet to come, or why there is none.
pub struct Response(Result<FutureIncomingResponse, Failure>);

/// Sends a request. It is on its way when this returns, before anybody awaits the response.
pub fn get(url: &str) -> RpcFuture<Response> {
    RpcFuture::new(Response(send(url)))
}

fn send(url: &str) -> Result<FutureIncomingResponse, Failure> {
    let request = request(url).ok_or_else(|| Failure::NoUrl(url.to_owned()))?;
    handle(request, None).map_err(Failure::Http)
}

/// The request for a URL, if it is one.
fn request(url: &str) -> Option<OutgoingRequest> {
    let (scheme, rest) = match url.split_once("://")? {
        ("http", rest) => (Scheme::Http, rest),
        ("https", rest) => (Scheme::Https, rest),
        _ => return None,
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&scheme)).ok()?;
    request.set_authority(Some(authority)).ok()?;
    request.set_path_with_query(Some(path)).ok()?;
    Some(request)
}

impl FutureResult for Response {
    type Output = Result<IncomingResponse, Failure>;

    fn subscribe(&self) -> Pollable {
        match &self.0 {
            Ok(response) => response.subscribe(),
            // Ready at once, for a request that was not sent.
            Err(_) => wasip2::clocks::monotonic_clock::subscribe_duration(0),
        }
    }

    fn get(&self) -> Option<Self::Output> {
        let response = match &self.0 {
            Ok(response) => response.get()?,
            Err(failure) => return Some(Err(failure.clone())),
        };
        // The outer error says that the response was taken before, which `RpcFuture` never does.
        let response = response.unwrap_or(Err(ErrorCode::InternalError(None)));
        Some(response.map_err(Failure::Http))
    }
}
