//! [`LogEntry`]: one entry of a worker's log, as users see it.

use std::fmt;

use serde::Serialize;

/// One entry of a worker's log: see [`Host::log`](crate::Host::log).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogEntry {
    /// Its place in the log. The first entry has the number 1.
    pub number: u64,
    /// What it tells.
    pub kind: LogEntryKind,
    /// For an invocation, the function by its name on the wire; for a call of the host, the
    /// function by the name that it has in Golem's log; for a printed line, where it was printed
    /// to. Otherwise empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// The arguments of an invocation as WAVE, in parentheses. Otherwise empty.
    ///
    /// In calls between workers there are no names of fields, cases and flags: a record is shown as
    /// a tuple, and the others by their numbers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub arguments: String,
    /// The idempotency key of an invocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The result as WAVE, with numbers in the place of names as in
    /// [`arguments`](Self::arguments); what was printed; the text of an
    /// error; or the number of a resource.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// Whether the entry survives a crash that comes now. On Golem entries are first kept in
    /// memory, and written to disk with the next one that commits the log.
    pub committed: bool,
}

/// What an entry of a worker's log tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LogEntryKind {
    /// The worker was created. A hint.
    Create,
    /// An invocation began.
    ExportedFunctionInvoked,
    /// An invocation ended.
    ExportedFunctionCompleted,
    /// The component called a function of the host, whose result is needed to run it again.
    ImportedFunctionInvoked,
    /// The worker printed a line. A hint.
    Log,
    /// The worker has given a resource of its own to another worker, which has a handle of it from
    /// now on. A hint.
    CreateResource,
    /// Such a resource was dropped, or given back. A hint.
    DropResource,
    /// The worker trapped. A hint.
    Error,
    /// The worker lost its instance and came back. A hint.
    Restart,
}

impl LogEntryKind {
    /// Whether such entries are only information, and a worker that is run again does not need
    /// them.
    pub fn is_hint(self) -> bool {
        !matches!(self, Self::ExportedFunctionInvoked | Self::ExportedFunctionCompleted | Self::ImportedFunctionInvoked)
    }

    /// The name in Golem's log, such as `imported-function-invoked`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::ExportedFunctionInvoked => "exported-function-invoked",
            Self::ExportedFunctionCompleted => "exported-function-completed",
            Self::ImportedFunctionInvoked => "imported-function-invoked",
            Self::Log => "log",
            Self::CreateResource => "create-resource",
            Self::DropResource => "drop-resource",
            Self::Error => "error",
            Self::Restart => "restart",
        }
    }
}

/// Shows `invoked demo:component1/api.{add}(5)`, `golem io::poll::poll: [0]`, `completed: ()` or
/// `restart`, without the number.
impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, function, arguments, result, .. } = self;
        match kind {
            LogEntryKind::ExportedFunctionInvoked => write!(f, "invoked {function}{arguments}"),
            LogEntryKind::ExportedFunctionCompleted => write!(f, "completed: {result}"),
            LogEntryKind::ImportedFunctionInvoked => write!(f, "{function}: {result}"),
            LogEntryKind::Log => write!(f, "log {function}: {result}"),
            LogEntryKind::Error | LogEntryKind::CreateResource | LogEntryKind::DropResource => {
                write!(f, "{}: {result}", kind.name())
            }
            LogEntryKind::Create | LogEntryKind::Restart => f.write_str(kind.name()),
        }
    }
}
