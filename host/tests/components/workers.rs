//! How workers end: with their host, or removed while others call them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use golem_rpc_host::{Error, Failure};

use crate::support::{API, ask, builder, host, param, uri, with_components};

const PATIENCE: Duration = Duration::from_secs(30);

/// Workers that wait are stopped, too, in real and in virtual time.
#[test]
fn dropping_the_host_drops_its_workers() {
    for virtual_time in [false, true] {
        let sink = Arc::new(());
        let held = sink.clone();
        let host = with_components(builder().virtual_time(virtual_time).log(move |_| drop(held.clone())));
        let timer = ask(&host, "driver/waits", "sleep(3600000000000)");
        let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "driver", "waits")));
        let timer = param(&format!("prim-u32({timer})"));
        ask(&host, "driver/d", &format!("invoke({client}, \"block\", [{timer}])"));
        drop(host);
        let start = Instant::now();
        while Arc::strong_count(&sink) > 1 {
            assert!(start.elapsed() < PATIENCE, "virtual time: {virtual_time}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn a_stopped_host_answers_nobody_from_that_moment_on() {
    for virtual_time in [false, true] {
        for _ in 0..20 {
            let host = with_components(builder().virtual_time(virtual_time));
            ask(&host, "target/t", "count()");
            host.stop();
            for worker in ["target/t", "target/new", "target"] {
                let told = host.invoke_blocking(worker, "count()").map(|invocation| invocation.wave);
                assert!(matches!(told, Err(Error::Invocation { failure: Failure::Stopped, .. })), "{told:?}");
            }
        }
    }
}

/// Whoever calls a worker while it is removed gets an answer: of the old one, or of a new one.
#[test]
fn no_call_is_lost_to_a_removal() {
    let host = host();
    let client = ask(&host, "driver/d", &format!("construct({:?})", uri(&host, "target", "t")));
    let done = AtomicBool::new(false);
    let removed = thread::scope(|scope| {
        let remover = scope.spawn(|| {
            let mut removed = 0;
            while !done.load(Ordering::Relaxed) {
                removed += u32::from(host.remove_worker("target/t").is_ok());
            }
            removed
        });
        let callers = [0, 1, 2].map(|caller| {
            let (host, client) = (&host, &client);
            scope.spawn(move || {
                for _ in 0..1_000 {
                    if caller == 0 {
                        let call = format!("invoke-and-await({client}, \"{API}.{{count}}\", [])");
                        assert_eq!(ask(host, "driver/d", &call), "ok({nodes: [tuple-value([])]})");
                    } else {
                        ask(host, "target/t", "count()");
                    }
                }
            })
        });
        let ended = callers.map(|caller| caller.join().is_ok());
        done.store(true, Ordering::Relaxed);
        assert_eq!(ended, [true; 3]);
        remover.join().expect("it ends")
    });
    assert!(removed > 0);
}
