//! What workers print, names and errors are shown as text on a terminal. Control characters in them
//! have no effect. Pipes and files get them unchanged.

use crate::guests::Guests;
use crate::program::Application;
use crate::support::{lines_shown, terminal};
use serde_json::Value;
use std::fs;
use std::process::{Command, Output, Stdio};

/// Sets the title of the terminal, clears it, goes back in the line, and reverses the direction of
/// the text.
const EVIL: &str = "A\u{1b}]0;owned\u{7}B\u{9b}2JC\rD\u{8}E\u{7f}F\u{202e}G\u{2066}H";
const HARMLESS: &str = "A\\u{1b}]0;owned\\u{7}B\\u{9b}2JC\\u{d}D\\u{8}E\\u{7f}F\\u{202e}G\\u{2066}H";
/// The same for the name of a worker, which can't contain spaces or line ends.
const NAME: &str = "A\u{1b}]0;owned\u{7}B\u{9b}2JD\u{8}E\u{7f}F\u{202e}G\u{2066}H";
/// The control characters in it that the program never prints itself. `\r` is not among them, since
/// a terminal adds it to line ends.
const OBEYED: [&str; 7] = ["\u{1b}]", "\u{7}", "\u{9b}", "\u{8}", "\u{7f}", "\u{202e}", "\u{2066}"];

/// Everything that a run shows if its standard output and error are a terminal.
fn on_a_terminal(mut command: Command) -> String {
    let (screen, terminal) = terminal();
    let output = || Stdio::from(terminal.try_clone().expect("it is open"));
    command.env("TERM", "xterm").env_remove("NO_COLOR").stdin(Stdio::null()).stdout(output()).stderr(output());
    let mut child = command.spawn().expect("it runs");
    drop((command, terminal));
    let shown = lines_shown(screen);
    child.wait().expect("it ends");
    shown
}

/// Runs in which the text is printed, returned, part of an error, and part of a mistake.
fn runs() -> Vec<Vec<String>> {
    let print = format!("target/t print({EVIL:?}, {EVIL:?})");
    let worker = format!("target/{NAME} print(\"a\", \"b\")");
    [
        &[&*print][..],
        &[&format!("target/t log({EVIL:?}, {EVIL:?})")],
        &["--stats", &worker],
        &["--json", &worker, &format!("target/{NAME} trap(\"x\")")],
        &[&format!("target/t trap({EVIL:?})")],
        &[&format!("target/{NAME} api.add(\"{EVIL}\")")],
        &[&format!("target/t {EVIL}()")],
        &[&format!("target/t api.{EVIL}()"), "more"],
        &[&format!("{NAME}/t api.get()")],
        &[EVIL],
        &["--component", &format!("x={EVIL}.wasm"), &print],
        &["--component", &format!("{EVIL}=x.wasm"), &print],
        &["--app", &format!("{EVIL}.toml"), &print],
        &["--env", &format!("{EVIL}=@nobody"), &print],
        &["--delay", &format!("{EVIL}/t=5"), &print],
        &["--repeat", EVIL, &print],
        &["--delay", EVIL, &print],
        &[&format!("--{EVIL}"), &print],
        &["--timeline", &format!("none/{EVIL}"), &print],
    ]
    .iter()
    .map(|run| run.iter().map(|argument| (*argument).to_owned()).collect())
    .collect()
}

#[test]
fn a_terminal_is_given_nothing_to_obey() {
    let guests = Guests::all().next().expect("some");
    for run in runs() {
        let app = Application::new(guests, "");
        let arguments: Vec<&str> = run.iter().map(String::as_str).collect();
        let mut command = app.command(&arguments);
        if run[0] == "--app" {
            command = unlabelled(&app, &arguments);
        }
        let shown = on_a_terminal(command);
        for obeyed in OBEYED {
            assert!(!shown.contains(obeyed), "{run:?}: {obeyed:?} in {shown:?}");
        }
        assert!(!shown.replace("\r\n", "\n").replace("\r\u{1b}", "\u{1b}").contains("C\rD"), "{run:?}: {shown:?}");
        if !run.iter().any(|argument| argument == "--json") {
            assert!(shown.contains("owned"), "{run:?}: it is there to be read: {shown:?}");
        }
    }
}

/// The command without the application, whose calls have no labels.
fn unlabelled(app: &Application, arguments: &[&str]) -> Command {
    let mut command = Command::new(app.command(&[]).get_program());
    command.arg("invoke").args(arguments).current_dir(app.path(""));
    command
}

#[test]
fn json_on_a_terminal_is_the_same_json() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let call = format!("target/{NAME} api.get()");
        let shown = on_a_terminal(app.command(&["--json", &call]));
        let line = shown.lines().find(|line| line.starts_with('{')).expect("one line");
        let value: Value = serde_json::from_str(line).expect("it is JSON");
        assert_eq!((&value["call"], &value["result"]), (&call.into(), &"0".into()));
    }
}

#[test]
fn pipes_get_it_as_it_is_unless_asked_otherwise() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let call = format!("target/t print({EVIL:?}, \"a\\tb\\nc\")");
        let text = |output: Output| String::from_utf8(output.stderr).expect("it is a text");
        let printed = text(app.command(&[&call]).output().expect("it runs"));
        assert_eq!(printed, format!("target/t | {EVIL}\ntarget/t | a\tb\ntarget/t | c\n"));
        let arguments = ["--escape-control-characters", &call];
        let printed = text(app.command(&arguments).output().expect("it runs"));
        assert_eq!(printed, format!("target/t | {HARMLESS}\ntarget/t | a\tb\ntarget/t | c\n"));
        let failed = format!("target/t {EVIL}()");
        let said = text(app.command(&["--escape-control-characters", &failed]).output().expect("it runs"));
        assert!(said.contains(HARMLESS) && !said.contains('\u{1b}'), "{said}");
    }
}

#[test]
fn pictures_of_any_name_can_be_read() {
    for guests in Guests::all() {
        let app = Application::new(guests, "");
        let call = format!("target/<&\u{ffff}\"{NAME} api.get()");
        app.run(&["--timeline", "calls.svg", "--trace", "trace.json", &call]).printed();
        let picture = fs::read_to_string(app.path("calls.svg")).expect("it was drawn");
        assert!(!picture.contains(|c: char| c.is_control() && c != '\n'), "{picture}");
        assert!(!picture.contains('\u{ffff}') && picture.contains("&lt;&amp;"), "{picture}");
        let trace: Value = serde_json::from_str(&crate::program::read(&app.path("trace.json"))).expect("it is JSON");
        let worker = call.split(' ').next().expect("a name");
        let events = trace["traceEvents"].as_array().expect("a list");
        assert!(events.iter().any(|event| event["args"]["name"] == worker), "{trace}");
    }
}
