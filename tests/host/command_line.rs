//! The command line: calls, applications, scripts, and what is printed.

use crate::guests::Guests;
use crate::program::{Application, read};
use crate::support::serve;
use golem_rpc_host::ComponentId;
use serde_json::{Value, json};

#[test]
fn one_result_a_line_and_what_workers_print_with_their_names() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let ran = app.run(&[
            "caller/c calls.add(\"t\", 5)",
            "target/t api.get()",
            "target/t print(\"to out\", \"to err\")",
            "target/u log(\"orders\", \"late\")",
            "target api.get()",
        ]);
        assert_eq!(ran.err, "target/t | to out\ntarget/t | to err\ntarget/u | WARN orders: late\n");
        assert_eq!(ran.printed(), "ok\n5\n()\n()\n0\n");
    }
}

#[test]
fn an_application_and_a_script() {
    for guests in Guests::all() {
        let more = "args = [\"one\"]\nfiles = \"data\"\n[env]\nPEER = \"@caller\"\n[limits]\nmemory-mib = 16\n";
        let app = Application::new(guests, more);
        let script = "# what it was given\ntarget/t arguments()\n\n  target/t environment()\n\
            target/t write(\"/note\", \"kept\")\n";
        let printed = app.run_script(&["--arg", "two", "--env", "KEY=more"], script).printed();
        let lines: Vec<_> = printed.lines().collect();
        assert_eq!((lines[0], lines[2]), ("[\"one\", \"two\"]", "ok"));
        let caller = ComponentId::of_name("caller");
        assert!(lines[1].contains(&format!("(\"PEER\", \"{caller}\")")) && lines[1].contains("(\"KEY\", \"more\")"));
        assert_eq!(read(&app.path("data/target/t/note")), "kept");
        assert!(app.run(&["target/t grow(20)"]).said().contains("no more than 16777216 bytes"));
        assert_eq!(app.run(&["--max-memory-mib", "64", "target/t grow(20)"]).printed(), "()\n");
        assert!(app.run(&["--max-seconds", "0.05", "target/t spin()"]).said().contains("no more than 50ms"));
        for nothing in ["", "\n# get()\n"] {
            assert!(app.run_script(&[], nothing).said().contains("there is no call"));
        }
    }
}

#[test]
fn json_stats_and_repeat() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let (add, get) = ("caller/c calls.add(\"t\", 1)", "caller/c calls.get(\"t\")");
        let ran = app.run(&["--json", "--stats", "--repeat", "25", add, get]);
        assert!(ran.err.contains("# 50 calls in "), "{}", ran.err);
        assert!(ran.err.contains(&format!("# {get}: constructor 1, invoke-and-await 1\n")), "{}", ran.err);
        let lines: Vec<Value> = ran.printed().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [added, got] = lines.as_slice() else { panic!("those of the last round alone: {lines:?}") };
        assert_eq!((&added["call"], &added["result"]), (&json!(add), &json!("ok")));
        assert_eq!((&got["call"], &got["result"]), (&json!(get), &json!("ok(25)")));
        assert_eq!((&got["host_calls"]["constructor"], &got["host_calls"]["invoke_and_await"]), (&json!(1), &json!(1)));
        assert!(got["micros"].is_u64());
    }
}

#[test]
fn a_failed_worker_stays_so_unless_it_is_to_start_anew() {
    for guests in Guests::all() {
        let calls = ["caller/c calls.add(\"t\", 1)", "caller/c calls.trap(\"t\")", "caller/c calls.get(\"t\")"];
        let last = |printed: String| printed.lines().last().unwrap_or_default().to_owned();
        let failed = last(Application::new(guests, "").run(&calls).printed());
        assert!(failed.contains("Previous invocation failed: "), "{failed}");
        let flag = ["--restart-failed"];
        let restarted = Application::new(guests, "").run(&[&flag[..], &calls].concat()).printed();
        assert_eq!(last(restarted), "ok(0)");
        let restarted = Application::new(guests, "restart-failed = true").run(&calls).printed();
        assert_eq!(last(restarted), "ok(0)");
    }
}

#[test]
fn virtual_time_and_delays() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let arguments = ["--virtual-time", "--delay", "target/slow=3600000"];
        let calls = ["target/t seconds()", "target/slow api.get()", "target/t seconds()", "target/t sleep(86400000)"];
        let printed = app.run(&[&arguments[..], &calls].concat()).printed();
        assert_eq!(printed, "946684800\n0\n946688400\n86400000000000\n");
    }
}

#[test]
fn the_network_is_opened_by_a_flag_or_by_the_application() {
    let call = format!("target/t fetch({})", serve());
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        assert_eq!(app.run(&[&call]).printed(), "err(\"ErrorCode::HttpRequestDenied\")\n");
        assert_eq!(app.run(&["--allow-network", &call]).printed(), "ok(204)\n");
        assert_eq!(Application::new(guests, "network = true").run(&[&call]).printed(), "ok(204)\n");
    }
}

#[test]
fn errors_end_a_run_with_what_to_do() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        for (call, says) in [
            ("target/t nope()", "exports no function `nope`"),
            ("target/t api.ad(1)", "did you mean `test:target/api@1.2.0.{add}`?"),
            ("targat/t api.get()", "the components here: caller composed target"),
            ("target/t api.add(\"five\")", "wrong arguments for `test:target/api@1.2.0.{add}(value: u64)`"),
            ("target/t", "NAME/WORKER FUNCTION(ARGUMENTS)"),
            ("target/t trap(\"x\")", "unreachable"),
        ] {
            let ran = app.run(&["target/before api.get()", call, "target/after api.get()"]);
            assert_eq!(ran.out, "0\n", "{call}");
            let said = ran.said();
            assert!(said.contains(says), "{call}: {said}");
        }
        let uncomposed = format!("refused={}", guests.uncomposed().display());
        let said = app.run(&["--component", &uncomposed, "target/t api.get()"]).said();
        assert!(said.contains("`test:target-stub/stub-target@1.2.0`") && said.contains("golem-rpc-codegen compose"));
    }
}

#[test]
fn of_several_calls_the_one_that_fails_is_told() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let script = "\u{feff}# a comment\n\ntarget/t api.add(1)\r\ntarget/t api.add(\"x\")\n";
        let said = app.run_script(&[], script).said();
        assert!(said.contains("line 4, `target/t api.add(\"x\")` ╰─▶ wrong arguments for"), "{said}");
        let ran = app.run(&["--json", "--repeat", "3", "target/t api.add(1)", "target/t exit()"]);
        let line: Value = serde_json::from_str(&ran.out).expect("one line");
        assert_eq!(line["call"], "target/t exit()");
        assert!(line["error"].as_str().is_some_and(|text| text.contains("Invocation failed: ")), "{line}");
        let said = ran.said();
        assert!(said.contains("call 2, `target/t exit()`, in round 1 of 3"), "{said}");
        let ran = app.run(&["--json", "target/t api.add(\"x\")"]);
        let line: Value = serde_json::from_str(&ran.out).expect("one line");
        let reason = line["error"]
            .as_str()
            .and_then(|text| text.strip_prefix("wrong arguments for `test:target/api@1.2.0.{add}(value: u64)`: "));
        assert!(reason.is_some_and(|reason| !reason.is_empty()), "{line}");
    }
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        for (arguments, says) in [
            (&["--delay", "targat/t=5"][..], "--delay: there is no component `targat` help: the components here: "),
            (&["--timeline", "none/calls.svg"], "can't write none/calls.svg"),
            (&["--trace", "./app.toml"], "./app.toml would be written over"),
            (&["--trace", "both", "--timeline", "both"], "both would be written over"),
            (&["--files", "app.toml"], "workers can't have their files in app.toml"),
            (&["--component", "a b=none.wasm"], "`a b` can't be a component's name"),
            (&["--max-seconds", "-1"], "write a number of seconds above zero"),
        ] {
            let ran = app.run(&[arguments, &["target/t print(\"it runs\", \"\")"]].concat());
            assert!(!ran.err.contains("it runs"), "{says}");
            let said = ran.said();
            assert!(said.contains(says), "{said}");
        }
        assert!(!app.path("both").exists());
        assert!(read(&app.path("app.toml")).contains("[components]"), "it is as it was");
    }
}

#[test]
fn the_environment_is_what_is_given() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let printed = app
            .run(&["--env", "MAIL=me@home", "--arg=--verbose", "target/t environment()", "target/t arguments()"])
            .printed();
        assert!(printed.contains("(\"MAIL\", \"me@home\")") && !printed.contains("PATH"), "{printed}");
        assert!(printed.ends_with("[\"--verbose\"]\n"), "{printed}");
        let said = app.run(&["--env", "ID=@targat", "target/t arguments()"]).said();
        assert!(said.contains("there is no component `targat`") && said.contains("caller, composed, target"), "{said}");
    }
}

#[test]
fn help_teaches() {
    let app = Application::new(Guests::all().next().expect("there are some"), "");
    let help = app.run(&["--help"]).printed();
    for taught in [
        "--env TARGET_COMPONENT_ID=@counter",
        "--app app.toml",
        "memory-mib = 64",
        "--golem",
        "--max-fuel",
        "ui.perfetto.dev",
    ] {
        assert!(help.contains(taught), "{taught}: {help}");
    }
}
