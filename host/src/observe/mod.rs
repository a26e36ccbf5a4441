//! What the host observes of its workers, and how it reports that: counts of host calls, findings
//! of the lint, recordings and pictures of them, and what workers print.

mod chrome_trace;
mod finding;
mod host_calls;
mod lint;
mod log_line;
mod poll_order;
mod poll_watch;
mod printable;
mod recorder;
mod recording;
mod timeline;

pub use finding::{Finding, LintRule};
pub use host_calls::HostCalls;
pub(crate) use lint::Lint;
pub use log_line::{LogLine, LogStream};
pub(crate) use log_line::{LogSink, to_stderr};
pub use poll_order::PollOrder;
pub(crate) use poll_watch::PollWatch;
pub use printable::printable;
pub(crate) use recorder::Recorder;
pub(crate) use recording::CallNumber;
pub use recording::Recording;
