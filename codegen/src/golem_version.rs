//! The versions of Golem that generated code can be for, and what each has for calls between
//! workers.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A version of Golem.
///
/// Every Golem serves exactly one version of the interface by which workers call each other, and a
/// component runs only where the one that it imports is served. What is generated for one version
/// has the same Rust API as for the others: only what that version lacks is absent.
///
/// ```
/// use golem_rpc_codegen::GolemVersion;
///
/// assert_eq!("1.2".parse::<GolemVersion>().unwrap(), GolemVersion::V1_2);
/// assert_eq!(GolemVersion::default(), GolemVersion::V1_0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum GolemVersion {
    /// Golem 1.0, which serves `golem:rpc@0.1.0`. Golem 1.1 serves that as well.
    #[default]
    V1_0,
    /// Golem 1.1 from 1.1.18 on, which serves `golem:rpc@0.1.3`: calls can be scheduled.
    V1_1,
    /// Golem 1.2, which serves `golem:rpc@0.2.0`: workers are named by a record and not by a URI.
    V1_2,
    /// Golem 1.3, which serves `golem:rpc@0.2.2`: it has no ephemeral workers that can be called.
    V1_3,
    /// Golem 1.4, which serves the same as 1.3.
    V1_4,
}

/// A version of the interface `golem:rpc/types`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rpc {
    /// The version of the package.
    pub(crate) version: &'static str,
    /// The version of the WASI packages whose pollables and times it has.
    pub(crate) wasi: &'static str,
    /// The record by which a client is told its worker.
    pub(crate) worker: &'static str,
    /// The fields of that record, and of the records in it.
    pub(crate) worker_fields: &'static [&'static str],
    /// Whether a call can be made at a later time.
    pub(crate) schedules: bool,
    /// Whether a worker can be called that is made for its caller, and has no name.
    pub(crate) ephemeral: bool,
    /// The module of golem-rpc-stub whose functions import it.
    pub(crate) stub_module: Option<&'static str>,
}

const V0_1_0: Rpc = Rpc {
    version: "0.1.0",
    wasi: "0.2.0",
    worker: "uri",
    worker_fields: &["value"],
    schedules: false,
    ephemeral: true,
    stub_module: None,
};
const V0_1_3: Rpc = Rpc { version: "0.1.3", schedules: true, stub_module: Some("v0_1_3"), ..V0_1_0 };
const V0_2_0: Rpc = Rpc {
    version: "0.2.0",
    worker: "worker-id",
    worker_fields: &["component-id", "worker-name", "uuid", "high-bits", "low-bits"],
    stub_module: Some("v0_2_0"),
    ..V0_1_3
};
const V0_2_2: Rpc = Rpc {
    version: "0.2.2",
    wasi: "0.2.3",
    worker: "agent-id",
    worker_fields: &["component-id", "agent-id", "uuid", "high-bits", "low-bits"],
    ephemeral: false,
    stub_module: Some("v0_2_2"),
    ..V0_1_3
};

impl GolemVersion {
    /// All versions, oldest first.
    pub const ALL: [GolemVersion; 5] =
        [GolemVersion::V1_0, GolemVersion::V1_1, GolemVersion::V1_2, GolemVersion::V1_3, GolemVersion::V1_4];

    /// The version as people write it, such as `1.2`.
    pub fn name(self) -> &'static str {
        match self {
            GolemVersion::V1_0 => "1.0",
            GolemVersion::V1_1 => "1.1",
            GolemVersion::V1_2 => "1.2",
            GolemVersion::V1_3 => "1.3",
            GolemVersion::V1_4 => "1.4",
        }
    }

    /// The interface that it serves.
    pub(crate) fn rpc(self) -> &'static Rpc {
        match self {
            GolemVersion::V1_0 => &V0_1_0,
            GolemVersion::V1_1 => &V0_1_3,
            GolemVersion::V1_2 => &V0_2_0,
            GolemVersion::V1_3 | GolemVersion::V1_4 => &V0_2_2,
        }
    }
}

impl Rpc {
    /// `golem:rpc/types@0.2.0`
    pub(crate) fn interface(&self) -> String {
        format!("golem:rpc/types@{}", self.version)
    }

    /// Whether the record for a worker holds its URI, and nothing else.
    pub(crate) fn is_told_uris(&self) -> bool {
        self.worker == "uri"
    }
}

impl fmt::Display for GolemVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for GolemVersion {
    type Err = Error;

    /// Reads a version as [`name`](Self::name) writes it.
    ///
    /// # Errors
    ///
    /// When it is none of [`ALL`](Self::ALL).
    fn from_str(text: &str) -> Result<GolemVersion, Error> {
        let known = GolemVersion::ALL.into_iter().find(|version| version.name() == text);
        known.ok_or_else(|| {
            Error::options(
                format!("nothing can be generated for Golem `{text}`"),
                "write 1.0, 1.1, 1.2, 1.3 or 1.4; Golem 1.5 and later have no `golem:rpc`, but agents",
            )
        })
    }
}
