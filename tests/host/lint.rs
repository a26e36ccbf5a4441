//! `--lint`: reports what would fail on Golem, with the function and how often.

use crate::guests::Guests;
use crate::program::{Application, read};

/// The findings of a run of the caller, which makes the program fail.
fn found(guests: Guests, call: &str) -> String {
    Application::new(guests, "").run(&["--lint", &format!("caller/c {call}")]).said()
}

#[test]
fn each_rule_that_is_broken_is_told() {
    for guests in Guests::all() {
        for (call, finding) in [
            ("misuse.ready(\"t\")", "ready-called: caller test:caller/misuse.{ready}, once"),
            ("get-before-poll(\"t\")", "get-before-ready: caller test:caller/misuse.{get-before-poll}, 2 times"),
            ("second-get(\"t\")", "second-get: caller test:caller/misuse.{second-get}, "),
            (
                "future-before-pollable(\"t\")",
                "future-dropped-before-pollable: caller test:caller/misuse.{future-before-pollable}, ",
            ),
            (
                "fan-outs([\"a\", \"b\", \"c\"], 1, false)",
                "client-drop-order: caller test:caller/misuse.{fan-outs}, 2 times",
            ),
            ("empty-poll()", "empty-poll: caller test:caller/misuse.{empty-poll}, "),
        ] {
            let said = found(guests, call);
            assert!(said.contains(&format!("lint: {finding}")), "{call}: {said}");
            assert_eq!(
                said.matches("lint: ").count() - said.matches("lint: 1 finding(s)").count(),
                1,
                "{call}: {said}"
            );
        }
    }
}

/// Twenty workers. Two hash maps practically never have that many in the same order.
const WORKERS: &str =
    r#"["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"]"#;

#[test]
fn polls_in_the_order_of_a_hash_map_are_told() {
    for guests in Guests::all() {
        let said = found(guests, &format!("hash-ordered({WORKERS})"));
        assert!(said.contains("lint: poll-order: caller test:caller/misuse.{hash-ordered}, once"), "{said}");
        assert!(said.contains("1 finding(s): this would go wrong on Golem"), "{said}");
    }
}

#[test]
fn what_is_right_is_not_told() {
    for guests in Guests::all() {
        let in_order = format!("caller/c in-order({WORKERS})");
        let reversed = "caller/c fan-outs([\"a\", \"b\"], 2, true)";
        let joined = "caller/c joined([\"a\", \"b\", \"c\"], [30, 10, 20])";
        let composed = "composed/c joined([\"a\", \"b\", \"c\"], [30, 10, 20])";
        let ran = Application::new(guests, "").run(&[
            "--lint",
            &in_order,
            reversed,
            joined,
            composed,
            "caller/c calls.carts(\"t\")",
        ]);
        assert_eq!(ran.err, "");
        assert_eq!(ran.printed().lines().count(), 5, "the second run prints nothing");
    }
}

/// The second run, which `--lint` compares with the first, finds the same files as that one, and
/// nothing that it writes remains.
#[test]
fn the_second_run_has_files_of_its_own() {
    for guests in Guests::all() {
        let app = Application::new(guests, "files = \"data\"");
        let append = "target/t append-to(\"/note\", \"x\")";
        for expected in ["x", "xx"] {
            assert_eq!(app.run(&["--lint", append]).printed(), "ok\n");
            assert_eq!(read(&app.path("data/target/t/note")), expected);
        }
    }
}

#[test]
fn findings_as_json() {
    for guests in Guests::all() {
        let ran = Application::new(guests, "").run(&["--lint", "--json", "caller/c misuse.ready(\"t\")"]);
        assert!(!ran.succeeded);
        let finding: serde_json::Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
        let expected = serde_json::json!({
            "rule": "ready-called", "component": "caller", "function": "test:caller/misuse.{ready}", "count": 1,
        });
        assert_eq!(finding, expected);
    }
}
