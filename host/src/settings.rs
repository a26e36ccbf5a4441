//! [`Settings`]: how the host treats its workers.

use crate::worker_log::LogSink;

#[derive(Clone)]
pub(crate) struct Settings {
    pub log_sink: LogSink,
    /// Whether fuel is counted.
    pub fuel: bool,
    /// Whether a worker that trapped starts anew at its next invocation.
    pub restart_failed: bool,
}
