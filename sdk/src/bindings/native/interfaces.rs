//! The [`Interface`]s of all versions.

use super::interface::{Interface, Scheduling};
use crate::bindings::version::Version;

macro_rules! interfaces {
    ($($module:ident: $version:ident,)+) => {$(
        pub(crate) mod $module {
            use super::*;

            pub(crate) fn interface() -> &'static Interface {
                &Interface { version: Version::$version }
            }
        }
    )+};
}

macro_rules! schedulings {
    ($($module:ident: $version:ident,)+) => {$(
        pub(crate) mod $module {
            use super::*;

            pub(crate) const SCHEDULING: &Scheduling = &Scheduling { version: Version::$version };
        }
    )+};
}

interfaces! {
    v0_1_0: V0_1_0,
    v0_1_3: V0_1_3,
    v0_2_0: V0_2_0,
    v0_2_2: V0_2_2,
}

schedulings! {
    schedule_0_1_3: V0_1_3,
    schedule_0_2_0: V0_2_0,
    schedule_0_2_2: V0_2_2,
}
