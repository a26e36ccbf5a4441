//! The network by WASI's own interfaces, since Rust's standard library has none for wasm32-wasip1.

use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::{Fields, OutgoingRequest, Scheme};
use wasip2::sockets::instance_network::instance_network;
use wasip2::sockets::ip_name_lookup::resolve_addresses;
use wasip2::sockets::network::{IpAddressFamily, IpSocketAddress, Ipv4SocketAddress};
use wasip2::sockets::tcp_create_socket::create_tcp_socket;
use wasip2::sockets::udp::OutgoingDatagram;
use wasip2::sockets::udp_create_socket::create_udp_socket;
use std::fmt::Debug;

pub fn fetch(port: u16) -> Result<u16, String> {
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&Scheme::Http)).expect("a scheme");
    request.set_authority(Some(&format!("127.0.0.1:{port}"))).expect("an authority");
    request.set_path_with_query(Some("/")).expect("a path");
    let response = handle(request, None).map_err(told)?;
    response.subscribe().block();
    let response = response.get().expect("it is ready").expect("it was not asked before");
    Ok(response.map_err(told)?.status())
}

pub fn connect(port: u16) -> Result<(), String> {
    let socket = create_tcp_socket(IpAddressFamily::Ipv4).map_err(told)?;
    let address = IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address: (127, 0, 0, 1) });
    socket.start_connect(&instance_network(), address).map_err(told)?;
    socket.subscribe().block();
    socket.finish_connect().map(drop).map_err(told)
}

pub fn send(port: u16) -> Result<(), String> {
    let socket = create_udp_socket(IpAddressFamily::Ipv4).map_err(told)?;
    let own = IpSocketAddress::Ipv4(Ipv4SocketAddress { port: 0, address: (127, 0, 0, 1) });
    let other = IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address: (127, 0, 0, 1) });
    socket.start_bind(&instance_network(), own).map_err(told)?;
    socket.subscribe().block();
    socket.finish_bind().map_err(told)?;
    let (_incoming, outgoing) = socket.stream(None).map_err(told)?;
    outgoing.subscribe().block();
    outgoing.check_send().map_err(told)?;
    let datagram = OutgoingDatagram { data: b"x".to_vec(), remote_address: Some(other) };
    outgoing.send(&[datagram]).map(drop).map_err(told)
}

pub fn resolve(name: &str) -> Result<(), String> {
    resolve_addresses(&instance_network(), name).map(drop).map_err(told)
}

fn told(error: impl Debug) -> String {
    format!("{error:?}")
}
