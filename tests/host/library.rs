//! The library: calls with typed values and with text, what it reports, virtual time, and faults
//! that are injected by rules.

use crate::guests::Guests;
use crate::support::{API, ask, builder, fails, failure, uri};
use crate::values::EVERYTHING;
use golem_rpc_host::{Error, Failure, Fault, HostCalls, Val};
use std::time::Duration;
use tokio::runtime::Runtime;

#[test]
fn calls_by_text_and_with_values() {
    let runtime = Runtime::new().unwrap();
    for guests in Guests::all() {
        let host = guests.host();
        for text in EVERYTHING {
            let by_text = runtime.block_on(host.invoke("target/t", &format!("values.echo({text})"))).unwrap();
            let typed = runtime.block_on(host.call("target/t", "values.echo", &by_text.results)).unwrap();
            assert_eq!((by_text.wave, typed.wave), (text.to_owned(), text.to_owned()));
        }
        let add = |arguments: &[Val]| runtime.block_on(host.call("target/t", "api.add", arguments));
        for wrong in [&[][..], &[Val::U8(1)], &[Val::U64(1), Val::U64(1)]] {
            let told = add(wrong).map(|invocation| invocation.wave);
            assert!(matches!(told, Err(Error::Invocation { failure: Failure::ParameterMismatch(_), .. })), "{told:?}");
        }
        add(&[Val::U64(7)]).unwrap();
        assert_eq!(ask(&host, "target/t", "api.get()"), "7");
    }
}

#[test]
fn a_host_tells_what_it_has_and_what_a_call_took() {
    for guests in Guests::all() {
        let host = guests.on(builder().fuel(true).virtual_time(true));
        assert_eq!(host.component_names(), ["target", "caller", "composed"]);
        let functions = host.functions("target").unwrap();
        assert!(functions.contains(&"test:target/api@1.2.0.{add}(value: u64)".to_owned()), "{functions:?}");
        let first = host.invoke_blocking("caller/c", "joined([\"a\", \"b\", \"d\"], [30, 10, 20])").unwrap();
        let HostCalls { constructor, async_invoke_and_await, subscribe, get, poll, ready, .. } = first.host_calls;
        assert_eq!((constructor, async_invoke_and_await, subscribe, get, ready), (3, 3, 3, 3, 0));
        assert!((1..=3).contains(&poll), "{poll}");
        assert_eq!(host.host_calls("caller/c").unwrap(), first.host_calls);
        assert_eq!(host.host_calls("target/a").unwrap().async_invoke_and_await, 0);
        // Fuel is counted. It is the same for every call, once the worker has been created.
        let fuel = |call: &str| host.invoke_blocking("target/t", call).unwrap().fuel.unwrap();
        fuel("api.add(1)");
        assert_eq!(fuel("api.add(1)"), fuel("api.add(1)"));
        assert!(fuel("random(50)") > fuel("random(10)"));
    }
}

#[test]
fn virtual_time_jumps_and_every_run_is_the_same() {
    for guests in Guests::all() {
        let run = || {
            let host = guests.on(builder().virtual_time(true));
            assert_eq!(ask(&host, "target/t", "seconds()"), "946684800");
            assert_eq!(ask(&host, "target/t", "sleep(3600000)"), "3600000000000", "to the nanosecond");
            let workers: Vec<_> = (0..40).map(|n| format!("w{n}")).collect();
            let delays: Vec<_> = (0..40).map(|n| 1 + n * 7919 % 23).collect();
            let joined = host.invoke_blocking("caller/c", &format!("joined({workers:?}, {delays:?})")).unwrap();
            (joined.wave, joined.host_calls, ask(&host, "target/t", "seconds()"))
        };
        let first = run();
        assert!(first.0.starts_with("[ok(0), ok(1), "), "{}", first.0);
        assert_eq!(first.2, "946688400");
        assert_eq!([run(), run()], [first.clone(), first]);
    }
}

#[test]
fn faults_by_rule() {
    for guests in Guests::all() {
        let with = |fault: Fault| guests.on(builder().virtual_time(true).fault(fault));
        let add = "calls.add(\"t\", 1)";
        let error = |text: &str| format!("err(\"remote internal error: {text}\")");

        // The second call of `add` is not run.
        let host = with(Fault::fail("out of order").in_worker("target").in_function("api.add").after(1).times(1));
        assert_eq!(
            [0, 1, 2].map(|_| ask(&host, "caller/c", add)),
            ["ok", &error("Injected fault: out of order"), "ok"]
        );
        assert_eq!(ask(&host, "target/t", "api.get()"), "2");

        // The first call is run, but the caller never gets its reply.
        let host = with(Fault::drop_reply().in_function("add").in_worker("target/t").times(1));
        assert_eq!([0, 1].map(|_| ask(&host, "caller/c", add)), [&error("Injected fault: the reply was lost"), "ok"]);
        assert_eq!(ask(&host, "target/t", "api.get()"), "2");

        let host = with(Fault::delay(Duration::from_secs(60)).in_worker("target/late"));
        assert_eq!(ask(&host, "caller/c", "calls.get(\"late\")"), "ok(0)");
        assert_eq!(ask(&host, "caller/c", "calls.get(\"prompt\")"), "ok(0)");
        assert_eq!(ask(&host, "target/clock", "seconds()"), "946684860");

        // If the worker has state, it stays failed after the first trap.
        let host = with(Fault::trap().in_worker("target/t").after(1).times(1));
        assert_eq!(ask(&host, "caller/c", add), "ok");
        assert_eq!(ask(&host, "caller/c", add), error("Invocation failed: injected fault"));
        assert!(matches!(failure(&host, "target/t", "api.get()"), Failure::PreviouslyFailed(_)));
        assert_eq!(ask(&host, "target/other", "api.get()"), "0");
        // Without state, it is tried again.
        let host = with(Fault::trap().times(2).in_worker("target/t"));
        assert_eq!(ask(&host, "caller/c", add), "ok");
        let host = with(Fault::trap().in_worker("target/t"));
        assert!(fails(&host, "target/t", "api.get()").contains("injected fault"));
    }
}

/// A fault for the caller has no effect on a call from outside. It must not remain for the next
/// call either.
#[test]
fn a_call_from_outside_has_no_caller_to_restart() {
    for guests in Guests::all() {
        let host = guests.on(builder().fault(Fault::restart_caller().in_worker("target").times(1)));
        ask(&host, "target/t", "api.add(1)");
        assert_eq!(ask(&host, "caller/c", "calls.add(\"t\", 1)"), "ok");
        assert_eq!(host.host_calls("caller/c").unwrap().get, 1);
    }
}

/// A result is ready, and then it isn't there, as after a restart. The SDK waits for it once more;
/// a caller that relies on it traps.
#[test]
fn a_restarted_caller_gets_its_results_all_the_same() {
    for guests in Guests::all() {
        let host = guests.on(builder().virtual_time(true).fault(Fault::restart_caller().in_worker("target")));
        assert_eq!(ask(&host, "caller/c", "calls.add(\"t\", 1)"), "ok");
        assert_eq!(ask(&host, "target/t", "api.get()"), "1", "it was not run again");
        let gets = host.host_calls("caller/c").unwrap().get;
        assert_eq!(gets, 2);
        assert_eq!(ask(&host, "caller/c", "calls.get(\"t\")"), "ok(1)");
        assert_eq!(
            host.host_calls("caller/c").unwrap().get,
            gets,
            "nothing to see for those who wait without a future"
        );
        let joined = "joined([\"a\", \"b\", \"c\"], [30, 10, 20])";
        assert_eq!(ask(&host, "caller/joined", joined), "[ok(0), ok(1), ok(2)]");
        assert_eq!(host.host_calls("caller/joined").unwrap().get, 6);
        assert_eq!(ask(&host, "composed/joined", joined), "[0, 1, 2]");
        let items = r#"["card of ann", "apple", "card of bob", "bread"]"#;
        assert_eq!(ask(&host, "caller/carts", "carts(\"t\")"), items);
        let careless = format!("raw.async-invoke-and-await({:?}, \"{API}.{{get}}\", [])", uri(&host, "t"));
        assert!(matches!(failure(&host, "caller/careless", &careless), Failure::Trapped(_)));
        assert_eq!(host.findings(), [], "what a restart brings about is nobody's mistake");
    }
}
