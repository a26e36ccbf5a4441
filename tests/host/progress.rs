//! The progress that is shown on a terminal.

use crate::guests::Guests;
use crate::program::Application;
use crate::support::{lines_shown, terminal};
use std::process::Stdio;
use std::thread;

#[test]
fn a_run_that_takes_long_tells_how_far_it_is() {
    let runs = Guests::all().map(|guests| thread::spawn(move || shown(guests)));
    for run in runs.collect::<Vec<_>>() {
        let shown = run.join().expect("it runs");
        for stage in ["0 of 2 calls", "1 of 2 calls"] {
            assert!(shown.contains(stage), "{stage}: {shown}");
        }
        let (_, after) = shown.rsplit_once("\x1b[2K").expect("the line is cleared");
        assert!(!after.contains("calls"), "and nothing of it is left: {shown}");
    }
}

/// Everything that is shown by a run of three seconds.
fn shown(guests: Guests) -> String {
    let app = Application::new(guests, "");
    let (screen, terminal) = terminal();
    let output = || Stdio::from(terminal.try_clone().expect("it is open"));
    let mut command = app.command(&["target/t sleep(1500)", "target/t sleep(1500)"]);
    command.env("TERM", "xterm").stdin(Stdio::null()).stdout(output()).stderr(output());
    let mut child = command.spawn().expect("it runs");
    drop((command, terminal));
    let shown = lines_shown(screen);
    assert!(child.wait().expect("it ends").success());
    shown
}
