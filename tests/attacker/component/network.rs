use crate::Attacker;
use crate::exports::test::attacker::network::Guest;
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::{ErrorCode, Fields, FutureIncomingResponse, OutgoingRequest, Scheme};

impl Guest for Attacker {
    fn connect(address: String) -> String {
        format!("{:?}", TcpStream::connect(address).map(drop))
    }

    fn listen(address: String) -> String {
        format!("{:?}", TcpListener::bind(address).map(drop))
    }

    fn send(address: String) -> String {
        format!("{:?}", UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.send_to(b"x", address)))
    }

    fn resolve(name: String) -> String {
        format!("{:?}", name.to_socket_addrs().map(Iterator::collect::<Vec<_>>))
    }

    fn get(authority: String) -> String {
        format!("{:?}", get(&authority))
    }

    fn accept_many(n: u32) -> String {
        format!("{:?}", accept_many(n))
    }

    fn get_many(authority: String, n: u32) -> String {
        let sent = (0..n).try_for_each(|_| send(&authority).map(std::mem::forget));
        format!("{sent:?}")
    }
}

/// Requests `/` and returns the status of the answer.
pub fn get(authority: &str) -> Result<u16, ErrorCode> {
    let future = send(authority)?;
    future.subscribe().block();
    let response = future.get().and_then(Result::ok).ok_or(ErrorCode::InternalError(None))??;
    Ok(response.status())
}

fn send(authority: &str) -> Result<FutureIncomingResponse, ErrorCode> {
    let request = OutgoingRequest::new(Fields::new());
    let refused = |()| ErrorCode::HttpRequestUriInvalid;
    request.set_scheme(Some(&Scheme::Http)).map_err(refused)?;
    request.set_authority(Some(authority)).map_err(refused)?;
    request.set_path_with_query(Some("/")).map_err(refused)?;
    handle(request, None)
}

fn accept_many(n: u32) -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    for _ in 0..n {
        let connection = TcpStream::connect(listener.local_addr()?)?;
        std::mem::forget(listener.accept()?);
        drop(connection);
    }
    Ok(())
}
