//! A worker that has trapped stays failed, with its first error. That is how Golem does it; the
//! host can be told otherwise.

use crate::guests::Guests;
use crate::support::{ask, builder, fails, failure, logged, serve_counted};
use golem_rpc_host::{Failure, Host, HostBuilder};
use std::fs;
use std::iter;
use std::net::UdpSocket;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use tempfile::TempDir;

#[test]
fn a_worker_that_trapped_repeats_its_first_error() {
    for guests in Guests::all() {
        let host = guests.host();
        let Failure::Trapped(first) = failure(&host, "target/t", "trap(\"first\")") else { panic!("it traps") };
        assert!(first.contains("unreachable") && first.contains("wasm backtrace"), "{first}");
        assert!(!first.contains("tokio"), "the host's own stack is nobody's business: {first}");
        for call in ["api.get()", "trap(\"second\")"] {
            assert_eq!(failure(&host, "target/t", call), Failure::PreviouslyFailed(first.clone()));
        }
        let reply = ask(&host, "caller/c", "calls.get(\"t\")");
        assert!(reply.contains("remote internal error: Previous invocation failed: "), "{reply}");
        // This has no effect on the workers that called it, nor on other workers of its component.
        assert_eq!(ask(&host, "caller/c", "calls.get(\"u\")"), "ok(0)");
        let reply = ask(&host, "caller/c", "calls.trap(\"v\")");
        assert!(reply.contains("remote internal error: Invocation failed: "), "{reply}");
        assert_eq!(ask(&host, "caller/c", "calls.get(\"u\")"), "ok(0)");
    }
}

/// An invocation that traps is tried three times in all. It is not tried again if others would
/// notice that something is done twice, or if the worker would lose its state.
#[test]
fn an_invocation_that_traps_is_tried_again() {
    for guests in Guests::all() {
        for virtual_time in [false, true] {
            let acts = Acts::new(guests, builder().virtual_time(virtual_time));
            let without_effect = ["nothing", "read", "list", "look", "open", "miss", "time", "random", "ask-golem"];
            for act in without_effect {
                assert_eq!(acts.tries(act), 3, "{act}");
            }
            // If the network is denied, nothing can be noticed, and these are tried again, too.
            for act in ["fetch", "connect", "send", "resolve"] {
                assert_eq!(acts.tries(act), 3, "{act}");
            }
            ask(&acts.host, "target/used", "api.get()");
            for _ in 0..2 {
                fails(&acts.host, "target/used", "act-and-trap(\"nothing\", 0)");
                assert_eq!(acts.begun("used"), 1, "there is a state, and then the worker has failed");
            }
        }
    }
}

#[test]
fn nothing_that_was_seen_outside_is_repeated() {
    let changes = [
        "create",
        "write",
        "append",
        "truncate",
        "set-size",
        "rename",
        "remove",
        "link",
        "make-directory",
        "remove-directory",
        "symlink",
        "write-at",
        "set-times",
        "set-times-at",
    ];
    for guests in Guests::all() {
        for virtual_time in [false, true] {
            let (builder, lines) = logged(builder().virtual_time(virtual_time));
            let acts = Acts::new(guests, builder);
            for act in changes {
                assert_eq!(acts.tries(act), 1, "{act}");
            }
            assert_eq!(fs::read_to_string(acts.folder("append").join("a")).unwrap(), "ax");
            for act in ["print", "print-half-a-line", "print-error", "log"] {
                assert_eq!(acts.tries(act), 1, "{act}");
                assert_eq!(std::mem::take(&mut *lines.lock().unwrap()).len(), 1, "{act}");
            }
        }
    }
}

#[test]
fn no_request_is_sent_twice() {
    for guests in Guests::all() {
        let acts = Acts::new(guests, builder().network(true));
        for act in ["fetch", "connect", "send", "resolve"] {
            assert_eq!(acts.tries(act), 1, "{act}");
        }
        assert_eq!((acts.connections.load(Relaxed), acts.datagrams()), (2, 1));
    }
}

/// A host whose workers do one thing and then trap, and a server on which their requests can be
/// seen.
struct Acts {
    host: Host,
    files: TempDir,
    port: u16,
    connections: Arc<AtomicUsize>,
    datagrams: UdpSocket,
}

impl Acts {
    fn new(guests: Guests, builder: HostBuilder) -> Self {
        let files = tempfile::tempdir().unwrap();
        let host = guests.on(builder.files(files.path()));
        let connections = Arc::<AtomicUsize>::default();
        let datagrams = UdpSocket::bind("127.0.0.1:0").unwrap();
        datagrams.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        Self { host, files, port: serve_counted(connections.clone()), connections, datagrams }
    }

    fn folder(&self, worker: &str) -> PathBuf {
        self.files.path().join("target").join(worker)
    }

    /// How often a new worker has tried it.
    fn tries(&self, act: &str) -> u64 {
        let folder = self.folder(act);
        fs::create_dir_all(folder.join("d")).unwrap();
        ["a", "b"].iter().for_each(|name| fs::write(folder.join(name), name).unwrap());
        let port = if act == "send" { self.datagrams.local_addr().unwrap().port() } else { self.port };
        let error = fails(&self.host, &format!("target/{act}"), &format!("act-and-trap({act:?}, {port})"));
        assert!(error.contains("unreachable"), "{act}: {error}");
        self.begun(act)
    }

    /// How often a worker has started. Each time it waits ten times, and a few times more if it
    /// uses the network.
    fn begun(&self, worker: &str) -> u64 {
        let calls = self.host.host_calls(&format!("target/{worker}")).unwrap();
        (calls.poll + calls.block) / 10
    }

    /// The number of datagrams that have arrived.
    fn datagrams(&self) -> usize {
        iter::from_fn(|| self.datagrams.recv(&mut [0; 8]).ok()).count()
    }
}

#[test]
fn a_failed_worker_starts_anew_for_those_who_prefer_it() {
    for guests in Guests::all() {
        let host = guests.on(builder().restart_failed(true));
        ask(&host, "target/t", "api.add(5)");
        for _ in 0..2 {
            assert!(matches!(failure(&host, "target/t", "trap(\"x\")"), Failure::Trapped(_)));
            assert_eq!(ask(&host, "target/t", "api.get()"), "0", "without its state");
            ask(&host, "target/t", "api.add(7)");
            assert_eq!(ask(&host, "caller/c", "calls.get(\"t\")"), "ok(7)");
        }
    }
}

#[test]
fn a_worker_that_exits_has_failed() {
    for guests in Guests::all() {
        let host = guests.host();
        let text = fails(&host, "target/t", "exit()");
        assert!(text.contains("Invocation failed: ") && text.contains("exit"), "{text}");
        assert!(fails(&host, "target/t", "api.get()").contains("Previous invocation failed"));
    }
}
