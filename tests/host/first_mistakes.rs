//! First mistakes of those who run components: everything that they are shown, and that it has a
//! cure. `[..]` stands for what depends on the compiler.

use crate::guests::Guests;
use crate::program::{Application, Ran};
use crate::support::{ask, failure, logged};
use golem_rpc_host::{Failure, Host};
use snapbox::{assert_data_eq, str};
use std::fs;
use std::process::Stdio;

/// The program's standard error in a run with these arguments, which fails.
#[track_caller]
fn shown(app: &Application, arguments: &[&str]) -> String {
    let ran = app.run(arguments);
    assert!(!ran.succeeded && ran.out.is_empty(), "{}", ran.out);
    ran.err
}

#[test]
fn a_wrong_component_name() {
    for guests in Guests::all() {
        assert_data_eq!(
            shown(&Application::new(guests, ""), &["targat/t api.get()"]),
            str![[r#"
  × there is no component `targat`
  help: the components here:
          caller
          composed
          target


"#]]
        );
        assert_data_eq!(
            shown(&Application::new(guests, ""), &["--env", "OTHER_ID=@targat", "target/t api.get()"]),
            str![[r#"
  × the environment variable OTHER_ID: there is no component `targat`
  help: the components here: caller, composed, target


"#]]
        );
    }
}

#[test]
fn a_missing_variable() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let mut command = app.command_without_variables(&["caller/c calls.get(\"t\")"]);
        let ran = Ran::of(&command.stdin(Stdio::null()).output().expect("it runs"));
        assert!(!ran.succeeded && ran.out.is_empty(), "{}", ran.out);
        assert_data_eq!(
            ran.err,
            str![[r#"
caller/c | 
caller/c | thread '<unnamed>'[..] panicked at host-direct-caller/src/lib.rs:[..]:
caller/c | the target is named: the environment variable TARGET_COMPONENT_ID is not set: it must hold the id of the component to call
caller/c | note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
  × caller/c: Invocation failed: panicked at host-direct-caller/src/lib.rs:[..]: the target is named: the environment variable TARGET_COMPONENT_ID is not set: it must hold the id of the component to call
  │ wasm trap: wasm `unreachable` instruction executed
  │ wasm backtrace:
  │     0: [..]abort[..]
...
  help: give the workers the variable: `--env TARGET_COMPONENT_ID=VALUE`, or a line under `[env]` in the application's file. `@COMPONENT` as the value is the id of that component


"#]]
        );
    }
}

#[test]
fn a_component_that_was_not_composed() {
    for guests in Guests::all() {
        let uncomposed = format!("caller2={}", guests.uncomposed().display());
        assert_data_eq!(
            shown(&Application::new(guests, ""), &["--component", &uncomposed, "target/t api.get()"]),
            str![[r#"
  × host_composed_caller.wasm: unsatisfied import `test:target-stub/stub-target@1.2.0`: the component was not composed with its stubs
  help: deploy `host_composed_caller_composed.wasm`, see `golem-rpc-codegen compose`


"#]]
        );
    }
}

/// A component that is compiled as most are: optimised, and without the names of its functions.
#[test]
fn a_panic_in_a_component_without_names() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        fs::write(app.path("bare.wasm"), without_names(&guests.target_bytes())).expect("it can be written");
        assert_data_eq!(
            shown(&app, &["--component", "bare=bare.wasm", "bare/b trap(\"it is empty\\nfor good\")"]),
            str![[r#"
bare/b | about to trap
bare/b | 
bare/b | thread '<unnamed>'[..] panicked at host-target/src/lib.rs:[..]:
bare/b | it is empty
bare/b | for good
bare/b | note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
  × bare/b: Invocation failed: panicked at host-target/src/lib.rs:[..]: it is empty
  │ for good
  │ wasm trap: wasm `unreachable` instruction executed
  │ wasm backtrace:
  │     0: [..] functions without name, the innermost at 0x[..]
  │    [..]: [..]!test:target/api@1.2.0#trap
  help: to see names in place of functions without name, build the component with `strip = "debuginfo"` under `[profile.release]` in Cargo.toml; for files and lines with `strip = false` and `debug = "line-tables-only"`


"#]]
        );
    }
}

#[test]
fn a_call_of_a_worker_that_has_panicked() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let ran = app.run(&["caller/c calls.trap(\"t\")", "target/t api.get()"]);
        let reply = "err(\"remote internal error: Invocation failed: panicked at host-target/src/lib.rs:";
        assert!(ran.out.starts_with(reply) && ran.out.lines().count() == 1, "{}", ran.out);
        assert_data_eq!(
            ran.err,
            str![[r#"
target/t | about to trap
target/t | 
target/t | thread '<unnamed>'[..] panicked at host-target/src/lib.rs:[..]:
target/t | asked to
target/t | note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
  × call 2, `target/t api.get()`
  ╰─▶ target/t: Previous invocation failed: panicked at host-target/src/lib.rs:[..]: asked to
      wasm trap: wasm `unreachable` instruction executed
      wasm backtrace:
          0: [..]abort[..]
...
  help: a worker that trapped stays failed, as on Golem: call another one, or start failed workers anew with `--restart-failed`


"#]]
        );
    }
}

#[test]
fn wrong_arguments() {
    let help = "write one argument for each parameter, in WAVE: `5`, `1.5`, `true`, `'c'`, `\"text\"`, `[1, 2]`, ";
    for guests in Guests::all() {
        let err = shown(&Application::new(guests, ""), &["target/t api.add(\"five\")"]);
        assert!(err.contains(help), "{err}");
        assert_data_eq!(
            err,
            str![[r#"
  × wrong arguments for `test:target/api@1.2.0.{add}(value: u64)`
   ╭────
 1 │ api.add("five")
   ·         ───┬──
   ·            ╰── invalid value type
   ╰────
  help: write one argument for each parameter, in WAVE: [..]


"#]]
        );
    }
}

#[test]
fn an_unknown_function() {
    for guests in Guests::all() {
        assert_data_eq!(
            shown(&Application::new(guests, ""), &["target/t api.ad(1)"]),
            str![[r#"
  × component `target` exports no function `api.ad`
  help: did you mean `test:target/api@1.2.0.{add}`?
        it exports:
...
          test:target/api@1.2.0.{add}(value: u64)
...


"#]]
        );
    }
}

/// What a worker prints is not the reason of a trap that comes later, and what it prints of a panic
/// is given out once.
#[test]
fn a_panic_is_told_of_its_own_invocation_alone() {
    for guests in Guests::all() {
        let (builder, lines) = logged(crate::support::builder());
        let host: Host = guests.on(builder);
        let printed = "thread 'x' panicked at nowhere:1:2:\\nnothing\\n";
        ask(&host, "target/t", &format!("print(\"\", \"{printed}\")"));
        let Failure::Trapped(text) = failure(&host, "target/t", "recurse()") else { panic!("it traps") };
        assert!(!text.contains("nowhere") && text.starts_with("wasm trap: call stack exhausted"), "{text}");
        lines.lock().expect("nobody panics").clear();
        let Failure::Trapped(text) = failure(&host, "target/u", "trap(\"the reason\")") else { panic!("it traps") };
        assert!(text.starts_with("panicked at host-target/src/lib.rs:"), "{text}");
        assert!(text.lines().next().is_some_and(|line| line.ends_with(": the reason")), "{text}");
        assert!(!text.contains("without name"), "{text}");
        let lines = lines.lock().expect("nobody panics");
        assert_eq!(lines.iter().filter(|line| line.text == "the reason").count(), 1, "{lines:?}");
    }
}

/// A component without its custom sections, among which the names of functions are. What is within
/// a component, is without them, too.
fn without_names(wasm: &[u8]) -> Vec<u8> {
    const CUSTOM: u8 = 0;
    const MODULE: u8 = 1;
    const COMPONENT: u8 = 4;
    let (header, mut rest) = wasm.split_at(8);
    let is_component = header[6] == 1;
    let mut out = header.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let (size, after) = read_size(after);
        let (content, next) = after.split_at(size);
        rest = next;
        let content = match id {
            CUSTOM => continue,
            MODULE | COMPONENT if is_component => without_names(content),
            _ => content.to_vec(),
        };
        out.push(id);
        write_size(&mut out, content.len());
        out.extend(content);
    }
    out
}

/// Reads a number in LEB128.
fn read_size(bytes: &[u8]) -> (usize, &[u8]) {
    let length = 1 + bytes.iter().take_while(|byte| **byte >= 0x80).count();
    let (number, rest) = bytes.split_at(length);
    (number.iter().rev().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f)), rest)
}

/// Writes a number in LEB128.
fn write_size(out: &mut Vec<u8>, mut size: usize) {
    while size >= 0x80 {
        out.push(size as u8 | 0x80);
        size >>= 7;
    }
    out.push(size as u8);
}
