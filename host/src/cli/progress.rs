//! A spinner while components compile, if that takes long enough to wonder.

use std::{
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use indicatif::ProgressBar;

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
