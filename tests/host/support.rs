//! Shorthands for what many tests do with a host.

use golem_rpc_host::{Error, Failure, Host, HostBuilder, LogLine};
#[cfg(unix)]
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpListener;
#[cfg(unix)]
use std::os::fd::FromRawFd;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;

/// The interface of the target.
pub const API: &str = "test:target/api@1.2.0";

/// The builder of a host. If the test fails, the output of its workers is shown.
pub fn builder() -> HostBuilder {
    Host::builder().log(|line| println!("{line}"))
}

/// Calls a function that must succeed, and returns its result.
#[track_caller]
pub fn ask(host: &Host, worker: &str, call: &str) -> String {
    host.invoke_blocking(worker, call).unwrap_or_else(|error| panic!("{worker} {call}: {error}")).wave
}

/// Calls a function that must fail, and returns why it failed.
#[track_caller]
pub fn failure(host: &Host, worker: &str, call: &str) -> Failure {
    match host.invoke_blocking(worker, call) {
        Err(Error::Invocation { failure, .. }) => failure,
        other => panic!("{worker} {call}: {other:?}"),
    }
}

/// Calls a function that must fail, and returns the text of its error.
#[track_caller]
pub fn fails(host: &Host, worker: &str, call: &str) -> String {
    failure(host, worker, call).to_string()
}

/// The URI of a worker of the target.
pub fn uri(host: &Host, worker: &str) -> String {
    format!("urn:worker:{}/{worker}", host.component_id("target").expect("it was added"))
}

/// Has `caller/c` call a function of a worker of the target, with the nodes of the parameters.
pub fn raw(host: &Host, worker: &str, function: &str, params: &[&str]) -> String {
    raw_by(host, "caller/c", worker, function, params)
}

/// The same with another caller.
pub fn raw_by(host: &Host, caller: &str, worker: &str, function: &str, params: &[&str]) -> String {
    let params: Vec<String> = params.iter().map(|nodes| format!("{{nodes: [{nodes}]}}")).collect();
    let call = format!("raw.invoke-and-await({:?}, {function:?}, [{}])", uri(host, worker), params.join(", "));
    ask(host, caller, &call)
}

/// A builder, and the lines that the host's workers are going to print.
pub fn logged(builder: HostBuilder) -> (HostBuilder, Arc<Mutex<Vec<LogLine>>>) {
    let lines = Arc::<Mutex<Vec<LogLine>>>::default();
    let sink = lines.clone();
    (builder.log(move |line| sink.lock().expect("nobody panics").push(line)), lines)
}

/// Starts a server that answers every request, and returns its port.
pub fn serve() -> u16 {
    serve_counted(Arc::default())
}

/// The same, and counts the connections.
pub fn serve_counted(connections: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            connections.fetch_add(1, Relaxed);
            // Reading fails for a connection that was only opened, and that is all right.
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n");
        }
    });
    port
}

/// Opens a terminal. Returns its screen, and the end that programs write to.
#[cfg(unix)]
pub fn terminal() -> (File, File) {
    let (mut screen, mut terminal) = (0, 0);
    let mut size = libc::winsize { ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the pointers are to local variables, and those that are null may be.
    let opened =
        unsafe { libc::openpty(&mut screen, &mut terminal, std::ptr::null_mut(), std::ptr::null_mut(), &raw mut size) };
    assert_eq!(opened, 0, "there are terminals");
    // SAFETY: both were just opened, and nothing else owns them.
    unsafe { (File::from_raw_fd(screen), File::from_raw_fd(terminal)) }
}

/// Reads what is shown on a screen until no process has the terminal open any more.
#[cfg(unix)]
pub fn lines_shown(mut screen: File) -> String {
    let mut shown = Vec::new();
    // Linux reports the end as an error.
    let _ = screen.read_to_end(&mut shown);
    String::from_utf8_lossy(&shown).into_owned()
}
