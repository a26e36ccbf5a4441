//! A host that is told to be as strict as Golem 1.1 (from 1.1.25 on) about the order in which
//! clients are dropped.

use crate::guests::Guests;
use crate::program::Application;
use crate::support::{ask, builder, fails};
use golem_rpc_host::{GolemVersion, Host, LintRule};

const NAMES: &str = r#"["a", "b", "c"]"#;

fn host(guests: Guests, version: GolemVersion) -> Host {
    guests.on(builder().golem(version))
}

fn fan_outs(times: u32, reversed: bool) -> String {
    format!("fan-outs({NAMES}, {times}, {reversed})")
}

/// The clients are in a list, as in Golem's documentation. A list drops its first item first.
#[test]
fn a_second_fan_out_by_hand_traps_in_its_first_constructor() {
    for guests in Guests::all() {
        let host = host(guests, GolemVersion::V1_1);
        assert_eq!(ask(&host, "caller/one", &fan_outs(1, false)), "()");
        let constructed = host.host_calls("caller/one").expect("it ran").constructor;
        let error = fails(&host, "caller/two", &fan_outs(2, false));
        assert!(error.contains("Span 0000000000000003 not found: "), "{error}");
        assert!(error.contains("Drop clients in the reverse order, or open one for each call"), "{error}");
        assert_eq!(host.host_calls("caller/two").expect("it ran").constructor, constructed + 1);
        // Clients may be dropped in the reverse order, and in any order if nothing is called in
        // this invocation afterwards.
        assert_eq!(ask(&host, "caller/reversed", &fan_outs(3, true)), "()");
        for _ in 0..2 {
            assert_eq!(ask(&host, "caller/one", &fan_outs(1, false)), "()");
        }
    }
}

#[test]
fn a_call_of_a_client_that_is_left_traps_too() {
    for guests in Guests::all() {
        let error = fails(&host(guests, GolemVersion::V1_1), "caller/c", "call-after-drops(\"t\")");
        assert!(error.contains("not found: Golem 1.1.25 to 1.3.0"), "{error}");
        assert_eq!(ask(&host(guests, GolemVersion::V1_0), "caller/c", "call-after-drops(\"t\")"), "()");
    }
}

#[test]
fn clients_of_earlier_invocations_are_dropped_in_any_order() {
    for guests in Guests::all() {
        let host = host(guests, GolemVersion::V1_1);
        for _ in 0..3 {
            assert_eq!(ask(&host, "caller/c", &format!("keep({NAMES})")), "()");
        }
        assert_eq!(host.findings(), []);
    }
}

#[test]
fn what_golem_1_0_lets_pass_is_found_there() {
    for guests in Guests::all() {
        for (version, times) in [(GolemVersion::V1_0, 2), (GolemVersion::V1_1, 1)] {
            let host = host(guests, version);
            assert_eq!(ask(&host, "caller/c", &fan_outs(times, false)), "()");
            assert_eq!(ask(&host, "caller/c", &fan_outs(times, true)), "()");
            let findings = host.findings();
            let [finding] = findings.as_slice() else { panic!("{findings:?}") };
            assert_eq!(
                (finding.rule, &*finding.function),
                (LintRule::ClientDropOrder, "test:caller/misuse.{fan-outs}")
            );
            assert_eq!(finding.count, 2 * u64::from(times), "of three, two were not dropped in turn");
        }
    }
}

#[test]
fn generated_clients_may_be_dropped_in_any_order() {
    for guests in Guests::all() {
        let host = host(guests, GolemVersion::V1_1);
        for _ in 0..2 {
            assert_eq!(ask(&host, "caller/c", &format!("joined({NAMES}, [3, 1, 2])")), "[ok(0), ok(1), ok(2)]");
            assert_eq!(ask(&host, "composed/c", &format!("joined({NAMES}, [3, 1, 2])")), "[0, 1, 2]");
        }
        assert_eq!(ask(&host, "caller/c", "nameless([1, 2, 3])"), "[1, 2, 3]");
        let carts = r#"["card of ann", "apple", "card of bob", "bread"]"#;
        assert_eq!(ask(&host, "caller/c", "calls.carts(\"t\")"), carts);
        assert_eq!(host.findings(), []);
    }
}

#[test]
fn on_the_command_line_and_in_an_application() {
    for guests in Guests::all() {
        let call = format!("caller/c {}", fan_outs(2, false));
        let app = Application::new(guests, "");
        assert_eq!(app.run(&[&call]).printed(), "()\n");
        assert_eq!(app.run(&["--golem", "1.0", &call]).printed(), "()\n");
        let said = app.run(&["--golem", "1.1", &call]).said();
        assert!(said.contains("not found: Golem 1.1.25 to 1.3.0"), "{said}");
        let said = app.run(&["--golem", "1.5", &call]).said();
        assert!(said.contains("[possible values: 1.0, 1.1, 1.2, 1.3, 1.4]"), "{said}");

        let strict = Application::new(guests, "golem = \"1.1\"");
        assert!(strict.run(&[&call]).said().contains("not found: Golem 1.1.25 to 1.3.0"));
        assert_eq!(strict.run(&["--golem", "1.0", &call]).printed(), "()\n", "what is said last counts");
    }
}
