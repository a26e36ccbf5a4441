//! [`GolemVersion`]: the version of Golem that a host behaves like.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The version of Golem that a host behaves like, where versions treat the same worker differently.
///
/// Each version serves only some versions of `golem:rpc`, so that a component tells by its imports
/// for which it was made. Where that leaves a choice,
/// [`HostBuilder::golem`](crate::HostBuilder::golem) makes it.
///
/// ```
/// use golem_rpc_host::{GolemVersion, Host};
///
/// let host = Host::builder().golem(GolemVersion::V1_1).build()?;
/// assert_eq!("1.1".parse(), Ok(GolemVersion::V1_1));
/// # Ok::<(), golem_rpc_host::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum GolemVersion {
    /// Golem 1.0: clients (`wasm-rpc`) may be dropped in any order.
    #[default]
    #[serde(rename = "1.0")]
    V1_0,
    /// Golem 1.1, as it is from 1.1.25 on: when a client was dropped before one that was
    /// constructed after it, in the same invocation, the next constructor or call ends the worker
    /// with `Span … not found`.
    #[serde(rename = "1.1")]
    V1_1,
    /// Golem 1.2: as 1.1.
    #[serde(rename = "1.2")]
    V1_2,
    /// Golem 1.3, as it is from 1.3.1 on: clients may be dropped in any order again, what
    /// `pollable.ready()` tells is in the worker's log, and a worker that calls itself traps.
    #[serde(rename = "1.3")]
    V1_3,
    /// Golem 1.4: as 1.3.
    #[serde(rename = "1.4")]
    V1_4,
}

impl GolemVersion {
    /// All versions that there are here, oldest first.
    pub const ALL: [Self; 5] = [Self::V1_0, Self::V1_1, Self::V1_2, Self::V1_3, Self::V1_4];

    /// The version as people write it, such as `1.1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V1_3 => "1.3",
            Self::V1_4 => "1.4",
        }
    }

    /// Whether a worker traps that drops its clients in another order than the reverse of their
    /// construction, and then constructs or calls another.
    pub(crate) fn checks_spans(self) -> bool {
        matches!(self, Self::V1_1 | Self::V1_2)
    }

    /// Whether what `pollable.ready()` tells is in the worker's log. Where it is not, a worker that
    /// acts on it can't be run again.
    pub(crate) fn logs_ready(self) -> bool {
        self >= Self::V1_3
    }

    /// Whether a worker that calls itself traps. Where it does not, a call that it waits for never
    /// ends.
    pub(crate) fn refuses_self_calls(self) -> bool {
        self >= Self::V1_3
    }
}

impl fmt::Display for GolemVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for GolemVersion {
    type Err = UnknownGolemVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|version| version.name() == text).ok_or(UnknownGolemVersion)
    }
}

/// The error for a text that is not the name of a [`GolemVersion`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write 1.0, 1.1, 1.2, 1.3 or 1.4")]
pub struct UnknownGolemVersion;
