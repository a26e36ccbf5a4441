//! The functions that a generated stub calls, for each version of `golem:rpc`.

macro_rules! entries {
    ($($(#[$docs:meta])* $visibility:vis mod $module:ident: $version:ident { $($more:item)* })*) => {$(
        $(#[$docs])*
        $visibility mod $module {
            use crate::flat::Flat;
            use crate::versions::$version as Version;
            use crate::{calls, objects};

            #[allow(unused_imports, reason = "at the crate's root they are already")]
            pub use crate::types::{
                BOOL, CHAR, F32, F64, Function, LENT, Resource, S8, S16, S32, S64, STRING, Target, Type, U8, U16, U32,
                U64, WORKER,
            };

            /// Makes the client of an interface, for the worker that the parameters name.
            pub fn connect(new: unsafe extern "C" fn(u32) -> u32, worker: &[u64]) -> i32 {
                calls::connect::<Version>(new, worker)
            }

            /// Calls and waits for the result. One of more than one core value is in memory, until
            /// the next call.
            pub fn blocking<R: Flat>(function: &'static Function, params: &[u64]) -> R {
                R::from_bits(calls::blocking::<Version>(function, params))
            }

            /// Starts a call, and gives its future.
            pub fn start(
                function: &'static Function,
                new: unsafe extern "C" fn(u32) -> u32,
                params: &[u64],
            ) -> i32 {
                calls::start::<Version>(function, new, params)
            }

            /// Starts a call and forgets it.
            pub fn trigger(function: &'static Function, params: &[u64]) {
                calls::trigger::<Version>(function, params);
            }

            /// A pollable that is ready when the result of a call is there.
            pub fn subscribe(object: i32) -> i32 {
                calls::subscribe::<Version>(object)
            }

            /// The result of a call, in an option, which is in memory until the next call.
            pub fn get(object: i32) -> i32 {
                calls::get::<Version>(object)
            }

            /// Drops the client of an interface: the `[dtor]` of what [`connect`] gives.
            pub fn drop_client(object: i32) {
                objects::drop_client::<Version>(object);
            }

            /// Drops a call under way: the `[dtor]` of what [`start`] gives.
            pub fn drop_call(object: i32) {
                objects::drop_call::<Version>(object);
            }

            /// Drops a resource, and has the target do so, too, unless it was given away: its
            /// `[dtor]`.
            pub fn drop_resource(object: i32) {
                objects::drop_resource::<Version>(object);
            }

            $($more)*
        }
    )*};
}

entries! {
    pub(crate) mod v0_1_0: V0_1_0 {}

    /// For a stub that speaks `golem:rpc@0.1.3`, for Golem 1.1.
    pub mod v0_1_3: V0_1_3 {
        /// Has a call made at the time that is the last parameter, and gives the handle of a token
        /// that takes it back.
        pub fn schedule(function: &'static Function, params: &[u64]) -> i32 {
            calls::schedule::<Version>(function, params)
        }
    }

    /// For a stub that speaks `golem:rpc@0.2.0`, for Golem 1.2.
    pub mod v0_2_0: V0_2_0 {
        /// Has a call made at the time that is the last parameter, and gives the handle of a token
        /// that takes it back.
        pub fn schedule(function: &'static Function, params: &[u64]) -> i32 {
            calls::schedule::<Version>(function, params)
        }
    }

    /// For a stub that speaks `golem:rpc@0.2.2`, for Golem 1.3 and 1.4.
    pub mod v0_2_2: V0_2_2 {
        /// Has a call made at the time that is the last parameter, and gives the handle of a token
        /// that takes it back.
        pub fn schedule(function: &'static Function, params: &[u64]) -> i32 {
            calls::schedule::<Version>(function, params)
        }
    }
}
