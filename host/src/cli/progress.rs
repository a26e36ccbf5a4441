//! What a person who waits gets to see: a spinner while components compile, a bar while many calls run.

use std::{
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Counts `total` calls on standard error, while a person looks on and it takes long enough to wonder.
pub(crate) fn calls_bar(total: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} calls, {per_sec}, {eta} left");
    let bar = ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    // A handful of quick calls needs no bar.
    if total < MANY {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}

const MANY: u64 = 20;

/// How long a silence needs no explanation.
const PATIENCE: Duration = Duration::from_millis(500);

/// Does `work`, under a spinner on standard error when it takes long and a person looks on.
pub(crate) fn while_working<T>(message: String, work: impl FnOnce() -> T) -> T {
    // Hides itself when standard error is no terminal.
    let spinner = ProgressBar::new_spinner().with_message(message);
    let (done, waiting) = channel::<()>();
    let result = thread::scope(|scope| {
        let spinner = &spinner;
        scope.spawn(move || {
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                spinner.enable_steady_tick(Duration::from_millis(100));
            }
        });
        let result = work();
        drop(done);
        result
    });
    spinner.finish_and_clear();
    result
}
