//! First mistakes of those who run components: everything that they are shown, and that it has a
//! cure. `[..]` stands for what depends on the compiler.

use crate::guests::Guests;
use crate::program::{Application, Ran};
use crate::support::{ask, builder, failure, logged};
use golem_rpc_host::Failure;
use snapbox::{assert_data_eq, file};
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
            file!["first_mistakes/a_wrong_component_name.txt"]
        );
        assert_data_eq!(
            shown(&Application::new(guests, ""), &["--env", "OTHER_ID=@targat", "target/t api.get()"]),
            file!["first_mistakes/a_wrong_component_name_2.txt"]
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
        assert_data_eq!(ran.err, file!["first_mistakes/a_missing_variable.txt"]);
    }
}

#[test]
fn a_component_that_was_not_composed() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        fs::copy(guests.uncomposed(), app.path("orders.wasm")).expect("it can be copied");
        assert_data_eq!(
            shown(&app, &["--component", "orders=orders.wasm", "orders/o sum()"]),
            file!["first_mistakes/a_component_that_was_not_composed.txt"]
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
            file!["first_mistakes/a_panic_in_a_component_without_names.txt"]
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
        assert_data_eq!(ran.err, file!["first_mistakes/a_call_of_a_worker_that_has_panicked.txt"]);
    }
}

#[test]
fn wrong_arguments() {
    let help = "write one argument for each parameter, in WAVE: `5`, `1.5`, `true`, `'c'`, `\"text\"`, `[1, 2]`, ";
    for guests in Guests::all() {
        let err = shown(&Application::new(guests, ""), &["target/t api.add(\"five\")"]);
        assert!(err.contains(help), "{err}");
        assert_data_eq!(err, file!["first_mistakes/wrong_arguments.txt"]);
    }
}

#[test]
fn an_unknown_function() {
    for guests in Guests::all() {
        assert_data_eq!(
            shown(&Application::new(guests, ""), &["target/t api.ad(1)"]),
            file!["first_mistakes/an_unknown_function.txt"]
        );
    }
}

/// What a worker prints is not the reason of a trap that comes later, and what it prints of a panic
/// is given out once.
#[test]
fn a_panic_is_told_of_its_own_invocation_alone() {
    for guests in Guests::all() {
        let (logging, lines) = logged(builder());
        let host = guests.on(logging);
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
