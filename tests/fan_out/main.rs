//! Measures the cost of many calls at the same time, on the real host: host calls, handles and
//! fuel. In virtual time the order in which the calls end can be chosen.

use golem_rpc_host::{GolemVersion, Host, HostCalls};
use golem_rpc_tests::Mode::{self, Composed, Direct};
use golem_rpc_tests::fan_out::{FanOut, Pattern};
use std::path::Path;
use std::sync::OnceLock;

/// All implementations except `join_all` and those that don't use the SDK.
const OTHERS: [&str; 8] = [
    "try_join_all",
    "as_completed",
    "map_concurrent",
    "select_ok",
    "spawn_local",
    "futures::join_all",
    "FuturesUnordered",
    "futures-concurrency",
];

fn fan_out() -> &'static FanOut {
    static BUILT: OnceLock<FanOut> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fan_out");
        let builder = Host::builder().golem(GolemVersion::V1_1).virtual_time(true).fuel(true);
        let host = builder.build().expect("it starts");
        FanOut::build(folder, host).unwrap_or_else(|error| panic!("{error:#}"))
    })
}

/// Runs an implementation, and prints a line with its host calls and fuel.
fn run(mode: Mode, implementation: &str, pattern: Pattern, n: u32) -> (HostCalls, u64) {
    let run = fan_out().run(mode, implementation, &pattern.delays(n)).unwrap_or_else(|error| panic!("{error:#}"));
    let HostCalls { subscribe, get, poll, poll_handles, .. } = run.host_calls;
    let fuel = run.fuel.expect("the host counts it");
    let (mode, pattern) = (format!("{mode:?}"), format!("{pattern:?}"));
    println!(
        "{mode:9} {implementation:29} {n:5} {pattern:12} {subscribe:9} {get:5} {poll:5} {poll_handles:8} {fuel:11}"
    );
    (run.host_calls, fuel)
}

/// The most polls that `join_all` may need for `n` calls.
fn most_polls(n: u64) -> f64 {
    2.0 * (n as f64).log2() + (n / 64 + 4) as f64
}

/// The ways in which people write a call: with a deadline, with a function on what it gives, with
/// both. They cost what bare calls do, and one timer for all of them.
#[test]
fn join_all_of_calls_with_deadlines_and_functions_costs_one_more_handle_a_poll() {
    const WAYS: [&str; 4] = ["join_all+timeout", "join_all+timeout()", "join_all+map", "join_all+map+timeout+map"];
    print_header();
    for mode in [Composed, Direct] {
        for (implementation, n) in WAYS.into_iter().flat_map(|way| [10, 100, 1000].map(|n| (way, n))) {
            for pattern in Pattern::ALL {
                let (calls, _) = run(mode, implementation, pattern, n);
                let (n, of) = (u64::from(n), format!("{implementation} {mode:?} {pattern:?} {n}: {calls}"));
                assert_eq!((calls.ready, calls.block, calls.get), (0, 0, n), "{of}");
                assert!(calls.poll as f64 <= most_polls(n), "{of}");
                assert!(calls.poll_handles <= 4 * n + 8 + calls.poll, "{of}");
                assert!(calls.now <= 1 && calls.subscribe_duration == 0 && calls.subscribe_instant <= 1, "{of}");
            }
        }
    }
}

/// The first deadline of a join is not looked for among all calls in each wait.
#[test]
fn deadlines_cost_as_much_for_a_call_of_many_as_for_one_of_few() {
    print_header();
    for mode in [Composed, Direct] {
        let each = |n: u32| run(mode, "join_all+timeout", Pattern::AllAtOnce, n).1 as f64 / f64::from(n);
        let (few, many) = (each(1000), each(4000));
        assert!(many <= 1.05 * few, "{mode:?}: fuel for each of 4000: {many}, of 1000: {few}");
    }
}

#[test]
fn join_all_of_calls_with_options_costs_one_more_handle_a_poll() {
    print_header();
    for n in [10, 100, 1000] {
        for pattern in Pattern::ALL {
            let (bare, _) = run(Direct, "join_all", pattern, n);
            let (calls, _) = run(Direct, "join_all+options", pattern, n);
            let of = format!("{pattern:?} {n}: {calls}; bare: {bare}");
            assert_eq!((calls.poll, calls.get, calls.async_invoke_and_await), (bare.poll, bare.get, n.into()), "{of}");
            assert!(calls.poll_handles <= bare.poll_handles + calls.poll, "{of}");
            assert!(calls.now <= 1 && calls.subscribe_duration == 0 && calls.subscribe_instant <= 1, "{of}");
        }
    }
}

/// All of them wait in one timer, which is set again when the nearest has ended. The log is written
/// to disk once, for the first.
#[test]
fn join_all_of_sleeps_waits_in_one_timer() {
    print_header();
    for n in [1, 10, 100, 1000] {
        for pattern in Pattern::ALL {
            let (calls, _) = run(Direct, "join_all of sleeps", pattern, n);
            let (n, of) = (u64::from(n), format!("{pattern:?} {n}: {calls}"));
            assert!(calls.poll <= n + 2 && calls.poll_handles <= 2 * n, "{of}");
            assert!(calls.subscribe_duration <= 1 && calls.subscribe_instant <= n, "{of}");
            // The other readings of the clock measure how long the polls of so many futures take.
            assert!(n > 10 || calls.now <= 1, "{of}");
        }
    }
}

fn print_header() {
    println!("mode      implementation                    n pattern      subscribe   get  poll  handles        fuel");
}

#[test]
fn join_all_costs_few_polls_and_few_handles_in_any_order() {
    print_header();
    for mode in [Composed, Direct] {
        for n in [1, 3, 10, 100, 1000, 4000] {
            for pattern in Pattern::ALL {
                let (calls, _) = run(mode, "join_all", pattern, n);
                let n = u64::from(n);
                let polls = most_polls(n);
                assert_eq!((calls.ready, calls.block, calls.get), (0, 0, n), "{mode:?} {pattern:?} {n}: {calls}");
                assert!(calls.subscribe <= n, "{mode:?} {pattern:?} {n}: {calls}");
                assert!(calls.poll as f64 <= polls, "{mode:?} {pattern:?} {n}: {calls}, at most {polls} polls");
                assert!(calls.poll_handles <= 4 * n + 8, "{mode:?} {pattern:?} {n}: {calls}");
            }
        }
    }
}

#[test]
fn other_combinators_poll_exactly_what_is_pending() {
    print_header();
    for n in [1, 3, 10, 100] {
        assert_others_poll_what_is_pending(Composed, n);
        assert_others_poll_what_is_pending(Direct, n);
    }
    assert_others_poll_what_is_pending(Direct, 1000);
}

#[test]
#[ignore = "takes minutes: eight million handles per run"]
fn other_combinators_poll_exactly_what_is_pending_also_of_4000() {
    print_header();
    assert_others_poll_what_is_pending(Direct, 4000);
}

fn assert_others_poll_what_is_pending(mode: Mode, n: u32) {
    for implementation in OTHERS {
        for pattern in Pattern::ALL {
            let (calls, _) = run(mode, implementation, pattern, n);
            let n = u64::from(n);
            let of = format!("{implementation} {mode:?} {pattern:?} {n}: {calls}");
            assert_eq!((calls.ready, calls.block), (0, 0), "{of}");
            // `select_ok` returns at the first answer that is no error. Other calls may have ended
            // by then or not.
            assert!(calls.get == n || calls.get < n && implementation == "select_ok", "{of}");
            assert!(calls.subscribe <= n && calls.poll <= n + 2, "{of}");
            assert!(calls.poll_handles <= n * (n + 1) / 2 + n, "{of}");
        }
    }
}

/// A step is polled as soon as the one before it has ended, so each poll is for all that are
/// pending: of N children with two steps each, N at first, and N(N+1)/2 for the last steps.
#[test]
fn a_join_of_calls_in_two_steps_polls_what_is_pending() {
    print_header();
    for n in [3, 10, 100] {
        for pattern in Pattern::ALL {
            for implementation in ["join_all two-steps", "futures::join_all two-steps"] {
                let (calls, _) = run(Direct, implementation, pattern, n);
                let (n, of) = (u64::from(n), format!("{implementation} {pattern:?} {n}: {calls}"));
                assert_eq!((calls.async_invoke_and_await, calls.get), (2 * n, 2 * n), "{of}");
                assert!(calls.poll <= 2 * n + 2 && calls.poll_handles <= n * n + n * (n + 1) / 2 + n, "{of}");
            }
        }
    }
}

/// On Golem 1.1 the second fan-out would trap if clients stayed open after a call was started.
#[test]
fn clients_may_be_dropped_in_any_order_between_two_fan_outs() {
    for mode in [Composed, Direct] {
        for implementation in OTHERS.into_iter().chain(["join_all", "blocking"]) {
            let run = fan_out().run_twice(mode, implementation, &Pattern::Random.delays(10));
            let calls = run.unwrap_or_else(|error| panic!("{mode:?} {error:#}")).host_calls;
            let started = calls.async_invoke_and_await + calls.invoke_and_await;
            assert_eq!((calls.constructor, started), (20, 20), "{implementation} {mode:?}: {calls}");
        }
    }
    assert_eq!(fan_out().findings(), []);
}

#[test]
fn a_join_of_4000_takes_a_hundredth_of_the_fuel_of_the_loop_by_hand() {
    print_header();
    let (_, by_hand) = run(Composed, "by-hand", Pattern::InOrder, 4000);
    for mode in [Composed, Direct] {
        let (_, joined) = run(mode, "join_all", Pattern::InOrder, 4000);
        assert!(joined <= by_hand / 100, "{mode:?}: {joined}; by hand: {by_hand}");
    }
}

/// The host tells of 128 calls at a time. A join first waits for one call. After that it learns of
/// as many in each poll as the loop by hand.
#[test]
fn a_join_of_calls_that_end_at_once_polls_once_more_than_the_loop_by_hand_at_most() {
    print_header();
    for mode in [Composed, Direct] {
        for n in [1, 3, 10, 50, 127, 128, 129, 130, 200, 256, 257, 300, 400, 513, 700, 1000] {
            let polls = |implementation| run(mode, implementation, Pattern::AllAtOnce, n).0.poll;
            let (by_hand, joined) = (polls("by-hand"), polls("join_all"));
            assert!(joined <= by_hand + 1, "{mode:?} {n}: {joined}; by hand: {by_hand}");
        }
    }
}

#[test]
fn a_join_of_three_takes_one_host_call_more_than_the_loop_by_hand_at_most() {
    let orders = [
        [1, 2, 3],
        [1, 3, 2],
        [2, 1, 3],
        [2, 3, 1],
        [3, 1, 2],
        [3, 2, 1],
        [1, 1, 1],
        [1, 1, 2],
        [1, 2, 1],
        [2, 1, 1],
        [1, 2, 2],
        [2, 1, 2],
        [2, 2, 1],
    ];
    for mode in [Composed, Direct] {
        for delays in orders {
            let calls = |implementation| {
                let run = fan_out().run(mode, implementation, &delays).unwrap_or_else(|error| panic!("{error:#}"));
                run.host_calls
            };
            let (by_hand, joined) = (calls("by-hand"), calls("join_all"));
            assert!(total(joined) <= total(by_hand) + 1, "{mode:?} {delays:?}: {joined}; by hand: {by_hand}");
        }
    }
}

/// What a call with a deadline costs in a worker's log, in each way to wait for many. Three entries
/// come before each call, and one is its result: those are the same for all. What differs is the
/// share of the polls, and what is logged for the deadline.
#[test]
fn an_awaited_call_with_a_deadline_takes_no_more_log_entries_than_by_hand() {
    let builder = Host::builder().virtual_time(true).keep_log(true);
    let logging = fan_out().again(builder.build().expect("it starts")).expect("they are complete");
    println!("log entries for each awaited call with a deadline");
    println!("mode          n pattern      by hand   wstd   ours");
    for (mode, n) in [Composed, Direct].into_iter().flat_map(|mode| [3, 10, 50, 300].map(|n| (mode, n))) {
        for pattern in Pattern::ALL {
            let entries = |implementation| {
                let caller = logging.caller(mode, n as usize).expect("it connects");
                caller.run(implementation, &pattern.delays(n)).unwrap_or_else(|error| panic!("{error:#}"));
                caller.log().expect("there is a log").len()
            };
            let ways = ["by-hand+deadline", "wstd+join_all+timeout", "join_all+timeout"];
            let [by_hand, wstd, ours] = ways.map(entries);
            let [by_hand_each, wstd_each, ours_each] = [by_hand, wstd, ours].map(|all| all as f64 / f64::from(n));
            let of = format!("{mode:?} {n} {pattern:?}");
            println!(
                "{:9} {n:5} {:12} {by_hand_each:7.2} {wstd_each:6.2} {ours_each:6.2}",
                mode.name(),
                pattern.name()
            );
            // Where many end at the same time the loop by hand learns of all of them in one poll. A
            // join first waits for one of them.
            let at_once = matches!(pattern, Pattern::AllAtOnce | Pattern::Bursts);
            assert!(ours <= by_hand + if at_once { 4 } else { 0 }, "{of}: {ours}; by hand: {by_hand}");
            assert!(ours < wstd, "{of}: {ours}; wstd: {wstd}");
        }
    }
}

/// The number of host calls. Handles are not counted.
fn total(calls: HostCalls) -> u64 {
    calls.async_invoke_and_await + calls.subscribe + calls.get + calls.poll + calls.block + calls.ready
}
