//! A worker that sends an HTTP request: denied, unless the host allows it.

use golem_rpc_host::{Host, HostBuilder};
use golem_rpc_tests::{Profile, Scratch};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

const FETCH: &str = r#"
wit_bindgen::generate!({
    inline: "package test:http; world http { export fetch: func(port: u16) -> result<u16, string>; }",
});

use wasip2::http::outgoing_handler::handle;
use wasip2::http::types::{ErrorCode, Fields, OutgoingRequest, Scheme};

struct Http;

impl Guest for Http {
    /// The status that the server on this port answers with.
    fn fetch(port: u16) -> Result<u16, String> {
        let told = |error: ErrorCode| format!("{error:?}");
        let request = OutgoingRequest::new(Fields::new());
        request.set_scheme(Some(&Scheme::Http)).unwrap();
        request.set_authority(Some(&format!("127.0.0.1:{port}"))).unwrap();
        request.set_path_with_query(Some("/")).unwrap();
        let response = handle(request, None).map_err(told)?;
        response.subscribe().block();
        Ok(response.get().unwrap().unwrap().map_err(told)?.status())
    }
}

export!(Http);
"#;

#[test]
fn requests_are_denied_unless_allowed() {
    let mut scratch = Scratch::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("http"), Profile::Debug);
    scratch.add_component("http", "wasip2 = \"1.0\"\nwit-bindgen = \"0.61\"\n").expect("files can be written");
    scratch.write("http/src/lib.rs", FETCH).expect("files can be written");
    scratch.build().expect("it compiles");
    let component = scratch.wasm("http");

    let port = serve();
    let fetch = |builder: HostBuilder| {
        let host = builder.build().expect("the host starts");
        host.add_component_file("http", &component).expect("it is complete");
        host.invoke_blocking("http/h", &format!("fetch({port})")).expect("it answers").wave
    };
    assert_eq!(fetch(Host::builder()), "err(\"ErrorCode::HttpRequestDenied\")");
    assert_eq!(fetch(Host::builder().network(true)), "ok(204)");
}

/// A server's port: one that answers whatever it is asked.
fn serve() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    port
}
