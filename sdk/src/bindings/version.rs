//! [`Version`]: the versions of `golem:rpc/types` that calls can be made through.

/// A version of `golem:rpc/types`. A resource of one version means nothing to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V0_1_0,
    V0_1_3,
    V0_2_0,
    V0_2_2,
    /// In place of 0.2.2, for an ephemeral worker: all calls of it fail with
    /// [`NO_EPHEMERAL_WORKERS`].
    NoEphemeralWorkers,
}

impl Version {
    #[cfg(target_family = "wasm")]
    pub(super) const COUNT: usize = 5;
}

/// Why calls of an ephemeral worker fail on Golem 1.3 and later.
pub(super) const NO_EPHEMERAL_WORKERS: &str =
    "Golem 1.3 and 1.4 have no ephemeral workers: call one with a name, as `WorkerUri::durable` makes it";
