//! [`Role`]: what a generated crate is for, and its name.

use crate::client::Mode;

/// The purpose of a crate that is generated for a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// The component that forwards calls to the target.
    Stub,
    /// The typed client that a caller of the target depends on.
    Client(Mode),
}

impl Role {
    /// The crates that are needed in this mode. An instant stub has none.
    pub(crate) fn of(mode: Mode, instant_stub: bool) -> &'static [Role] {
        match mode {
            Mode::Composed if instant_stub => &[Role::Client(Mode::Composed)],
            Mode::Composed => &[Role::Stub, Role::Client(Mode::Composed)],
            Mode::Direct => &[Role::Client(Mode::Direct)],
        }
    }

    /// The name of the crate of this role that is generated for `target`.
    pub(crate) fn crate_of(self, target: &str) -> String {
        match self {
            Role::Stub => format!("{target}-stub"),
            Role::Client(Mode::Direct) => format!("{target}-client"),
            Role::Client(Mode::Composed) => format!("{target}-stub-client"),
        }
    }
}
