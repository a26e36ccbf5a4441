//! [`GolemVersion`]: the version of Golem that a host behaves like.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The version of Golem that a host behaves like, where versions treat the same worker differently.
///
/// ```
/// use golem_rpc_host::{GolemVersion, Host};
///
/// let host = Host::builder().golem(GolemVersion::V1_1).build()?;
/// assert_eq!("1.1".parse(), Ok(GolemVersion::V1_1));
/// # Ok::<(), golem_rpc_host::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
}

impl GolemVersion {
    /// All versions that there are here, oldest first.
    pub const ALL: [Self; 2] = [Self::V1_0, Self::V1_1];

    /// The version as people write it, such as `1.1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
        }
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
#[error("write 1.0 or 1.1")]
pub struct UnknownGolemVersion;
