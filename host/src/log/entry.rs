//! [`Entry`]: one entry of a worker's log, as the host keeps it.

use std::sync::Arc;

use super::host_function::HostFunction;
use super::idempotency_key::IdempotencyKey;
use super::log_entry::{LogEntry, LogEntryKind};
use super::request::{Answer, Request};
use super::response::Response;
use crate::failure::Failure;
use crate::observe::LogStream;
use crate::values::wave;

/// One entry of a worker's log.
#[derive(Clone)]
pub(crate) enum Entry {
    Created,
    /// An invocation begins.
    Invoked {
        request: Arc<Request>,
        key: IdempotencyKey,
    },
    /// An invocation has ended, and the instance lives on.
    Completed(Result<Answer, Failure>),
    /// The component called a function of the host.
    Called {
        function: &'static HostFunction,
        response: Response,
    },
    /// The worker printed a line.
    Printed {
        stream: LogStream,
        text: String,
    },
    /// The instance was lost, because of a trap or a limit.
    Failed(Failure),
    /// The log was replayed.
    Restarted,
}

impl Entry {
    pub fn kind(&self) -> LogEntryKind {
        match self {
            Self::Created => LogEntryKind::Create,
            Self::Invoked { .. } => LogEntryKind::ExportedFunctionInvoked,
            Self::Completed(_) => LogEntryKind::ExportedFunctionCompleted,
            Self::Called { .. } => LogEntryKind::ImportedFunctionInvoked,
            Self::Printed { .. } => LogEntryKind::Log,
            Self::Failed(_) => LogEntryKind::Error,
            Self::Restarted => LogEntryKind::Restart,
        }
    }

    pub fn is_hint(&self) -> bool {
        self.kind().is_hint()
    }

    /// Whether the log is committed when this was added.
    pub fn commits(&self) -> bool {
        match self {
            Self::Called { function, .. } => function.commits,
            Self::Printed { .. } => false,
            _ => true,
        }
    }

    /// The entry as users see it.
    pub fn shown(&self, number: u64, committed: bool) -> LogEntry {
        let mut shown = LogEntry {
            number,
            kind: self.kind(),
            function: String::new(),
            arguments: String::new(),
            key: None,
            result: String::new(),
            committed,
        };
        match self {
            Self::Created | Self::Restarted => {}
            Self::Invoked { request, key } => {
                request.function().clone_into(&mut shown.function);
                shown.arguments = request.parameters_text();
                shown.key = Some(key.to_string());
            }
            Self::Completed(answer) => {
                shown.result = match answer {
                    Ok(answer) => answer.text(),
                    Err(failure) => failure.to_string(),
                };
            }
            Self::Called { function, response } => {
                function.name.clone_into(&mut shown.function);
                shown.result = response.text();
            }
            Self::Printed { stream, text } => {
                stream.name().clone_into(&mut shown.function);
                shown.result = wave::text(&wasmtime::component::Val::String(text.clone()));
            }
            Self::Failed(failure) => shown.result = failure.to_string(),
        }
        shown
    }
}
