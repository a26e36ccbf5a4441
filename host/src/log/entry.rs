//! [`Entry`]: one entry of a worker's log, as the host keeps it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::host_function::{self, HostFunction};
use super::idempotency_key::IdempotencyKey;
use super::log_entry::{LogEntry, LogEntryKind};
use super::request::{Answer, Request};
use super::response::Response;
use super::shared_form;
use crate::failure::Failure;
use crate::observe::LogStream;
use crate::values::wave;

/// One entry of a worker's log. On the disk it is written in the form that is derived here: whoever
/// changes it, or a type in it, changes the format's number in the room `durable`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Entry {
    Created,
    /// An invocation begins.
    Invoked {
        #[serde(with = "shared_form")]
        request: Arc<Request>,
        key: IdempotencyKey,
    },
    /// An invocation has ended, and the instance lives on.
    Completed(Result<Answer, Failure>),
    /// The component called a function of the host.
    Called {
        #[serde(with = "host_function")]
        function: &'static HostFunction,
        response: Response,
    },
    /// The worker printed a line.
    Printed {
        stream: LogStream,
        text: String,
    },
    /// The instance was lost, because of a trap or a limit.
    Failed {
        failure: Failure,
        /// The key of the invocation, if it has one.
        key: Option<IdempotencyKey>,
        /// Whether the invocation is not tried again, so that the worker stays failed.
        is_final: bool,
    },
    /// A resource with this number was given to others.
    ResourceCreated(u64),
    ResourceDropped(u64),
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
            Self::Failed { .. } => LogEntryKind::Error,
            Self::ResourceCreated(_) => LogEntryKind::CreateResource,
            Self::ResourceDropped(_) => LogEntryKind::DropResource,
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
            Self::Printed { .. } | Self::ResourceCreated(_) | Self::ResourceDropped(_) => false,
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
            Self::Failed { failure, .. } => shown.result = failure.to_string(),
            Self::ResourceCreated(number) | Self::ResourceDropped(number) => {
                shown.result = number.to_string();
            }
        }
        shown
    }
}
