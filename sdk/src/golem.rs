//! The versions of Golem, of which each serves one version of the interface `golem:rpc`. A
//! component runs on those versions of Golem that serve what it imports, and it imports what it
//! names here.
//!
//! | Golem | type | the component imports |
//! |---|---|---|
//! | 1.0 and 1.1 | [`V1_0`] | `golem:rpc@0.1.0`, which 1.1 serves, too |
//! | 1.1.18 and later 1.1 | [`V1_1`] | 0.1.3, which has scheduled calls |
//! | 1.2 | [`V1_2`] | 0.2.0 |
//! | 1.3 and 1.4 | [`V1_3`], [`V1_4`] | 0.2.2 |
//!
//! A generated client names the version that it was generated for. The types of calls, resources
//! and workers are the same for all, so the code that uses the client does not change with the
//! version.
//!
//! ```
//! use golem_rpc_sdk::client::Remote;
//! use golem_rpc_sdk::{WorkerUri, golem};
//!
//! let uri = WorkerUri::durable("7b3f7a5e-3bd0-4c1b-9e0a-2f4dbb8f3c55", "counter")?;
//! let counter: Remote = Remote::on::<golem::V1_3>(&uri);
//! # Ok::<_, golem_rpc_sdk::UriError>(())
//! ```
//!
//! A component may name several, and then runs only on a host that serves all of them, as the local
//! host does. The exceptions are 1.2 together with 1.3 or 1.4: the linker takes 0.2.2 for a newer
//! 0.2.0, and says that it is not compatible.

use crate::bindings::address::Address;
use crate::bindings::interface::Scheduling;
use crate::bindings::{interfaces, no_ephemeral_workers};
use crate::naming::WorkerUri;

/// A version of Golem.
pub trait Golem: sealed::Served {}

/// A version of Golem with calls that are made at a later time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no scheduled calls",
    label = "Golem has scheduled calls from 1.1 on",
    note = "use `golem::V1_1` or a later one, or generate the client with `--golem 1.1` or later"
)]
pub trait Schedules: Golem + sealed::Scheduled {}

/// A version of Golem with ephemeral workers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no ephemeral workers",
    label = "Golem has ephemeral workers only up to 1.2",
    note = "call a worker with a name, as `WorkerUri::durable` makes it"
)]
pub trait HasEphemeralWorkers: Golem {}

/// Golem 1.0. What is made for it runs on 1.1, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1_0;

/// Golem 1.1, from 1.1.18 on. Only for scheduled calls: all else is in [`V1_0`], too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1_1;

/// Golem 1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1_2;

/// Golem 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1_3;

/// Golem 1.4. It serves what 1.3 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct V1_4;

impl Golem for V1_0 {}
impl HasEphemeralWorkers for V1_0 {}

impl Golem for V1_1 {}
impl HasEphemeralWorkers for V1_1 {}
impl Schedules for V1_1 {}

impl Golem for V1_2 {}
impl HasEphemeralWorkers for V1_2 {}
impl Schedules for V1_2 {}

impl Golem for V1_3 {}
impl Schedules for V1_3 {}

impl Golem for V1_4 {}
impl Schedules for V1_4 {}

/// What versions differ in. Everything is `#[inline]` or a constant, so that it is compiled only
/// where a version is used: see [`interfaces`].
pub(crate) mod sealed {
    use super::{Address, Scheduling, WorkerUri};

    pub trait Served {
        /// The worker, as the version takes it.
        fn address(uri: &WorkerUri) -> Address;
    }

    pub trait Scheduled {
        const SCHEDULING: &'static Scheduling;
    }
}

impl sealed::Served for V1_0 {
    #[inline]
    fn address(uri: &WorkerUri) -> Address {
        Address::of_uri(interfaces::v0_1_0::interface(), uri)
    }
}

impl sealed::Served for V1_1 {
    #[inline]
    fn address(uri: &WorkerUri) -> Address {
        Address::of_uri(interfaces::v0_1_3::interface(), uri)
    }
}

impl sealed::Served for V1_2 {
    #[inline]
    fn address(uri: &WorkerUri) -> Address {
        Address::of_record(interfaces::v0_2_0::interface(), uri)
    }
}

impl sealed::Served for V1_3 {
    #[inline]
    fn address(uri: &WorkerUri) -> Address {
        if uri.is_ephemeral() {
            return Address::of_uri(no_ephemeral_workers::interface(), uri);
        }
        Address::of_record(interfaces::v0_2_2::interface(), uri)
    }
}

impl sealed::Served for V1_4 {
    #[inline]
    fn address(uri: &WorkerUri) -> Address {
        <V1_3 as sealed::Served>::address(uri)
    }
}

impl sealed::Scheduled for V1_1 {
    const SCHEDULING: &'static Scheduling = interfaces::schedule_0_1_3::SCHEDULING;
}

impl sealed::Scheduled for V1_2 {
    const SCHEDULING: &'static Scheduling = interfaces::schedule_0_2_0::SCHEDULING;
}

impl sealed::Scheduled for V1_3 {
    const SCHEDULING: &'static Scheduling = interfaces::schedule_0_2_2::SCHEDULING;
}

impl sealed::Scheduled for V1_4 {
    const SCHEDULING: &'static Scheduling = interfaces::schedule_0_2_2::SCHEDULING;
}
