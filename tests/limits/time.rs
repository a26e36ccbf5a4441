//! Loops that call the host, each time only for a short while.

use crate::{ask, limited, with};
use golem_rpc_host::{Error, Failure, LimitHit};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

const LIMIT: Duration = Duration::from_millis(300);

/// The longest that a test may take. That is a hundred times of what it takes normally, so that
/// only what never ends is found.
const PATIENCE: Duration = Duration::from_secs(60);

const LOOPS: [&str; 18] = [
    "loops.forever(now)",
    "loops.forever(no-wait)",
    "loops.forever(ready)",
    "loops.forever(construct)",
    "loops.forever(call)",
    "loops.forever(call-unknown)",
    "loops.forever(tell)",
    "loops.forever(ephemeral)",
    "loops.forever(call-ephemeral)",
    "loops.forever(print)",
    "loops.forever(random)",
    "loops.forever(sleep-millisecond)",
    "loops.forever(write-file)",
    "loops.forever(environment)",
    "loops.forever(compute)",
    "loops.compute-and-call(0, \"loop-target\")",
    "loops.compute-and-call(200, \"loop-target\")",
    "loops.compute-and-call(5000, \"loop-target\")",
];

/// Runs `body`, which must not take longer than `PATIENCE`.
fn in_time<T: Send + 'static>(what: &str, body: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = channel();
    let thread = thread::spawn(move || {
        let _ = sender.send(body());
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(output) => output,
        Err(RecvTimeoutError::Timeout) => panic!("{what} does not end"),
        Err(RecvTimeoutError::Disconnected) => std::panic::resume_unwind(thread.join().expect_err("it sent nothing")),
    }
}

#[test]
fn each_ends_by_the_limit() {
    for virtual_time in [false, true] {
        for call in LOOPS {
            in_time(&format!("{call}, virtual time: {virtual_time}"), move || {
                let host = with(|builder| builder.virtual_time(virtual_time), |limits| limits.time = Some(LIMIT));
                let failure = match host.invoke_blocking("attacker/looping", call) {
                    Err(Error::Invocation { failure, .. }) => failure,
                    other => panic!("{other:?}"),
                };
                assert_eq!(failure, Failure::Limit(LimitHit::Time(LIMIT)));
                assert_eq!(ask(&host, "bystander", "counter.count()"), "1");
            });
        }
    }
}

/// There is no limit here.
#[test]
fn each_ends_with_the_host() {
    for virtual_time in [false, true] {
        for call in LOOPS {
            let what = format!("{call}, virtual time: {virtual_time}");
            let ended = in_time(&what, move || {
                let host = Arc::new(with(|builder| builder.virtual_time(virtual_time), |_| {}));
                let stopping = host.clone();
                let stopper = thread::spawn(move || {
                    thread::sleep(Duration::from_millis(100));
                    stopping.stop();
                });
                let ended = host.invoke_blocking("attacker/looping", call);
                stopper.join().expect("it only stops the host");
                ended
            });
            assert!(matches!(ended, Err(Error::Invocation { failure: Failure::Stopped, .. })), "{what}: {ended:?}");
        }
    }
}

/// A worker may wait for other workers for longer than it may run itself.
#[test]
fn waiting_for_others_does_not_count() {
    let host = limited(|limits| limits.time = Some(Duration::from_secs(2)));
    for _ in 0..3 {
        // Each of the ten sleeps for less than its own limit.
        let chain = (0..3).map(|n| {
            let sleeper = format!("attacker/s{n}");
            host.invoke_blocking(&sleeper, "ends.sleep(900)").map(|done| done.wave)
        });
        assert!(chain.collect::<Result<Vec<_>, _>>().is_ok());
    }
}
