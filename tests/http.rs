//! The http example: many requests at once, to a server on this machine.

use golem_rpc_host::{Host, HostCalls};
use golem_rpc_tests::cargo_for_components;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use xtask::binaries::workspace;
use xtask::process::run_quietly;

/// A host with the fetcher.
fn host() -> Host {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
    let mut cargo = cargo_for_components();
    cargo.args(["build", "--locked", "--target", "wasm32-wasip2", "--target-dir"]).arg(&target);
    // With the same flags as in other tests, what they have in common is compiled only once.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "false").current_dir(workspace().join("examples/http"));
    run_quietly(&mut cargo).expect("the example compiles");

    let host = Host::builder().network(true).build().expect("the host starts");
    let built = target.join("wasm32-wasip2/debug/fetcher.wasm");
    host.add_component_file("fetcher", built).expect("it is complete");
    host
}

/// A server that answers the path `/STATUS/DELAY` with this status after so many milliseconds.
/// Returns its address.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("it has one"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    address
}

fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = request.split(' ').nth(1).unwrap_or_default();
    let mut parts = path.split('/').skip(1).map(|part| part.parse().unwrap_or(0));
    let (status, delay) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    // The head of the request ends in an empty line.
    lines.map_while(Result::ok).find(String::is_empty);
    thread::sleep(Duration::from_millis(delay));
    write!(stream, "HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

fn ask(host: &Host, urls: &[String], limit: u32) -> (Vec<String>, HostCalls) {
    let call = format!("statuses({urls:?}, {limit})");
    let invoked = host.invoke_blocking("fetcher/main", &call).unwrap_or_else(|error| panic!("{error}"));
    let answers = invoked.wave.trim_matches(['[', ']']).split(", ").map(str::to_owned).collect();
    (answers, invoked.host_calls)
}

#[test]
fn two_hundred_requests_are_on_their_way_at_once() {
    let (host, server) = (host(), server());
    let delay = |n: u32| 100 + n * 37 % 200;
    let urls: Vec<_> = (0..200).map(|n| format!("{server}/{}/{}", 200 + n % 5, delay(n))).collect();
    let begun = Instant::now();
    let (answers, calls) = ask(&host, &urls, 60_000);
    let took = begun.elapsed();
    assert_eq!(answers, (0..200).map(|n| format!("ok({})", 200 + n % 5)).collect::<Vec<_>>());
    // One after the other they would take 40 seconds.
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert!(calls.poll_handles <= 4 * 200 + 8 + calls.poll && calls.subscribe_instant <= 1, "{calls}");
    assert_eq!((calls.ready, calls.block, calls.now), (0, 0, 1), "{calls}");
}

#[test]
fn each_request_has_its_own_error() {
    let (host, server) = (host(), server());
    // A port on which nobody listens.
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has one");
    let urls = [
        format!("{server}/204/0"),
        format!("{server}/200/30000"),
        format!("http://{gone}/"),
        "gopher://127.0.0.1".to_owned(),
        format!("{server}/500/20"),
        format!("{server}/404/40"),
    ];
    let (answers, _) = ask(&host, &urls, 5_000);
    assert_eq!(answers.len(), 6, "{answers:?}");
    assert_eq!(
        [&answers[0], &answers[1], &answers[3], &answers[4], &answers[5]],
        [
            "ok(204)",
            "err(\"there was no response in time\")",
            "err(\"`gopher://127.0.0.1` is not written as http://HOST/PATH\")",
            "ok(500)",
            "ok(404)"
        ]
    );
    assert!(answers[2].contains("ConnectionRefused"), "{}", answers[2]);
}
