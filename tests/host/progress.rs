//! What a person who waits gets to see, on a terminal.

use crate::guests::Guests;
use crate::program::Application;
use std::fs::File;
use std::io::Read;
use std::os::fd::FromRawFd;
use std::process::Stdio;
use std::ptr::null_mut;
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

/// All that a run shows that takes three seconds.
fn shown(guests: Guests) -> String {
    let app = Application::new(guests, "");
    let (mut screen, terminal) = terminal();
    let output = || Stdio::from(terminal.try_clone().expect("it is open"));
    let mut command = app.command(&["target/t sleep(1500)", "target/t sleep(1500)"]);
    command.env("TERM", "xterm").stdin(Stdio::null()).stdout(output()).stderr(output());
    let mut child = command.spawn().expect("it runs");
    drop((command, terminal));
    let mut shown = Vec::new();
    // Linux tells the end as an error.
    let _ = screen.read_to_end(&mut shown);
    assert!(child.wait().expect("it ends").success());
    String::from_utf8_lossy(&shown).into_owned()
}

/// A terminal's screen, and what programs have of it.
fn terminal() -> (File, File) {
    let (mut screen, mut terminal) = (0, 0);
    let mut size = libc::winsize { ws_row: 24, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: what is written to is ours, and what may be null is.
    let opened = unsafe { libc::openpty(&mut screen, &mut terminal, null_mut(), null_mut(), &raw mut size) };
    assert_eq!(opened, 0, "there are terminals");
    // SAFETY: both were just opened, and nobody else has them.
    unsafe { (File::from_raw_fd(screen), File::from_raw_fd(terminal)) }
}
