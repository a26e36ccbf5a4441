//! Shows a person who waits that something is going on: a spinner while components compile, a bar
//! while many calls run.

use std::{
    fmt,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use golem_rpc_host::printable;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// A bar that counts up to `total` calls.
pub(crate) fn calls_bar(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {elapsed} {bar:30} {human_pos} of {human_len} calls{rate}");
    hidden(Some(total)).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("rate", rate))
}

/// A bar for runs of a script. How many there are is known later.
pub(crate) fn runs_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {elapsed} {bar:30} {human_pos} of {human_len} runs{rate}");
    hidden(Some(0)).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("rate", rate))
}

/// How fast the bar moves. Nothing until that is known.
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    if state.pos() > 0 {
        let (per_second, left) = (state.per_sec(), HumanDuration(state.eta()));
        // If this can't be written, the bar is shown without it.
        let _ = write!(out, ", {per_second:.1} a second, {left:#} left");
    }
}

/// A spinner with a text beside it that says what is going on.
pub(crate) fn spinner(message: impl Into<String>) -> ProgressBar {
    hidden(None).with_style(ProgressStyle::default_spinner()).with_message(printable(&message.into()).into_owned())
}

fn hidden(total: Option<u64>) -> ProgressBar {
    ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden())
}

/// For how long a program may be silent before people wonder what it is doing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Does `work`. If that takes long, and standard error is a terminal, shows `progress` there
/// meanwhile.
pub(crate) fn while_working<T>(progress: &ProgressBar, work: impl FnOnce() -> T) -> T {
    let (done, waiting) = channel::<()>();
    let result = thread::scope(|scope| {
        scope.spawn(move || {
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                // If standard error is no terminal, the bar stays hidden.
                progress.set_draw_target(ProgressDrawTarget::stderr());
                progress.enable_steady_tick(Duration::from_millis(100));
            }
        });
        let result = work();
        drop(done);
        result
    });
    progress.finish_and_clear();
    result
}
