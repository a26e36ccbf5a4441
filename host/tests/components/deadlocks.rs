//! Circles of workers that only components in text can make: the rest is in
//! `tests/host/deadlocks.rs`.

use std::{
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use golem_rpc_host::{Error, Host, Limits};

use crate::support::{ask, builder, construct, fails, param, rpc, uri, with_components};

/// A hundred years and more, in nanoseconds.
const FOR_EVER: u64 = u64::MAX;

/// A hundred times as long as it takes, since only what never ends is to be found.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a test on a host in real time and on one in virtual time, and fails if it does not end.
fn on_both(test: fn(&Host)) {
    for virtual_time in [false, true] {
        let host = Arc::new(with_components(builder().virtual_time(virtual_time)));
        let (sender, receiver) = channel();
        let test = thread::spawn(move || {
            test(&host);
            host.idle_blocking();
            let _ = sender.send(());
        });
        if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            panic!("it goes on for ever, virtual time: {virtual_time}");
        }
        test.join().unwrap();
    }
}

#[test]
fn a_refused_call_is_not_made_later() {
    on_both(|host| {
        let own = uri(host, "driver", "a");
        let client = ask(host, "driver/a", &format!("construct({own:?})"));
        let uri = param(&format!("prim-string({own:?})"));
        let reply = ask(host, "driver/a", &format!("invoke-and-await({client}, \"construct\", [{uri}])"));
        assert!(reply.contains("Deadlock: driver/a → driver/a, "), "{reply}");
        host.idle_blocking();
        // Handles are numbered one after another. If the refused call had run, it would have taken
        // one.
        let next: u32 = ask(host, "driver/a", &format!("construct({own:?})")).parse().unwrap();
        assert_eq!(next, client.parse::<u32>().unwrap() + 1);
    });
}

/// a keeps the future of a call to b from one invocation to the next, and b calls a. So each waits
/// for a call that the other one has begun, and no call can be taken back.
#[test]
fn a_circle_in_which_all_have_begun() {
    on_both(|host| {
        let reply = close_with_a_kept_future(host, false);
        assert!(reply.contains("Deadlock: ") && reply.contains("This call has begun"), "{reply}");
    });
}

#[test]
fn a_timer_that_never_ends_opens_no_circle() {
    on_both(|host| {
        let reply = close_with_a_kept_future(host, true);
        assert!(reply.contains("Deadlock: ") && reply.contains("This call has begun"), "{reply}");
    });
}

/// What a is told of its call to b.
fn close_with_a_kept_future(host: &Host, with_timer: bool) -> String {
    let client = |of: &str, to: &str| ask(host, of, &format!("construct({:?})", uri(host, "driver", to)));
    let (to_b, to_a) = (client("driver/a", "b"), client("driver/b", "a"));
    // b is busy until a has a pollable of the call.
    let busy = param(&format!("prim-u32({})", ask(host, "driver/b", "sleep(300000000)")));
    ask(host, "driver/a", &format!("invoke({to_b}, \"block\", [{busy}])"));
    // Handles are numbered one after another, so those of the future and of its pollable are known.
    let timer: u32 = ask(host, "driver/a", &format!("sleep({FOR_EVER})")).parse().unwrap();
    let (future, pollable) = (timer + 1, timer + 2);
    let pollables = if with_timer { vec![timer, pollable] } else { vec![pollable] };
    let call = format!(
        "async-invoke-and-await({to_b}, \"invoke-and-await\", [{}, {}, {}])",
        param(&format!("prim-u32({to_a})")),
        param("prim-string(\"poll\")"),
        param(&list_of(&pollables))
    );
    assert_eq!(ask(host, "driver/a", &call), future.to_string());
    assert_eq!(ask(host, "driver/a", &format!("subscribe({future})")), pollable.to_string());
    host.idle_blocking();
    ask(host, "driver/a", &format!("get({future})"))
}

/// One parameter, a list of numbers, as the value of a list of parameters: of records that hold a
/// list of nodes.
fn list_of(numbers: &[u32]) -> String {
    let length = numbers.len();
    let node = |number: usize| 5 + length + 2 * number;
    let joined = |indices: &mut dyn Iterator<Item = usize>| {
        indices.map(|index| index.to_string()).collect::<Vec<_>>().join(", ")
    };
    let mut nodes = vec![
        "list-value([1])".to_owned(),
        "record-value([2])".to_owned(),
        format!("list-value([3, {}])", joined(&mut (0..length).map(node))),
        "variant-value((5, some(4)))".to_owned(),
        format!("list-value([{}])", joined(&mut (5..5 + length))),
    ];
    nodes.extend((1..=length).map(|index| format!("prim-s32({index})")));
    nodes.extend(numbers.iter().enumerate().flat_map(|(index, number)| {
        [format!("variant-value((10, some({})))", node(index) + 1), format!("prim-u32({number})")]
    }));
    nodes.join(", ")
}

#[test]
fn who_waits_for_ever_is_told_by_name() {
    on_both(|host| {
        for wait in ["block(TIMER)", "poll([TIMER, TIMER])"] {
            let worker = format!("driver/{}", &wait[..4]);
            let timer = ask(host, &worker, &format!("sleep({FOR_EVER})"));
            let error = fails(host, &worker, &wait.replace("TIMER", &timer));
            assert!(error.contains(&format!("{worker} waits for ever")), "{error}");
        }
        // And so is the one that waits for it.
        let timer = ask(host, "driver/b", &format!("sleep({FOR_EVER})"));
        let client = ask(host, "driver/a", &format!("construct({:?})", uri(host, "driver", "b")));
        let call = format!("invoke-and-await({client}, \"block\", [{}])", param(&format!("prim-u32({timer})")));
        let reply = ask(host, "driver/a", &call);
        assert!(reply.contains("driver/b waits for ever"), "{reply}");
    });
}

#[test]
fn a_refused_first_call_makes_no_worker() {
    let folder = tempfile::tempdir().unwrap();
    let mut limits = Limits::default();
    limits.queue = Some(0);
    let host = with_components(builder().limits(limits).files(folder.path()));
    for worker in ["driver/a", "driver"] {
        assert!(fails(&host, worker, "arguments()").contains("queue"), "{worker}");
    }
    assert!(matches!(host.host_calls("driver/a"), Err(Error::UnknownWorker(_))));
    assert_eq!((host.remove_idle_workers(), folder.path().read_dir().unwrap().count()), (0, 0));
}

/// Calls that a worker has made still run when it fails before they begin: they were accepted, and
/// nobody was told otherwise.
#[test]
fn what_a_worker_called_before_it_failed_is_done_once() {
    on_both(|host| {
        let client = construct(host, "driver/d", "t");
        let busy = param("prim-u64(20000000)");
        ask(host, "driver/d", &rpc("invoke", &client, "spin", &busy));
        ask(host, "driver/d", &rpc("async-invoke-and-await", &client, "count", ""));
        fails(host, "driver/d", "construct(\"nonsense\")");
        host.idle_blocking();
        assert_eq!(ask(host, "target/t", "api.get()"), "1");
    });
}
