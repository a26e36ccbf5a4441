//! In place of a version, for an ephemeral worker on a Golem that has none: every call fails.

use super::interface::Interface;
use crate::bindings::version::Version;

pub(crate) fn interface() -> &'static Interface {
    &Interface { version: Version::NoEphemeralWorkers }
}
