//! golem-rpc-stub as a core module, without any stub's tables.
//!
//! golem-rpc-codegen carries it compiled (`codegen/interpreter`), and makes a stub of it by adding
//! tables and the functions that the stub exports, which call those here. Each version of
//! `golem:rpc` has functions of its own here; those of the versions that a stub does not speak are
//! left out of it. `cargo xtask interpreter` compiles it.
#![cfg_attr(target_family = "wasm", no_std)]
#![cfg(target_family = "wasm")]

use core::slice;
use golem_rpc_stub as stub;
use golem_rpc_stub::Function;

/// The parameters of an exported function, as golem-rpc-stub takes them.
///
/// # Safety
///
/// So many core values lie there, each in eight bytes, and stay until the call is over.
unsafe fn params(first: *const u64, count: usize) -> &'static [u64] {
    // SAFETY: as promised.
    unsafe { slice::from_raw_parts(first, count) }
}

/// In place of `[resource-new]`: the function that is added makes the handle itself.
unsafe extern "C" fn object(object: u32) -> u32 {
    object
}

/// Exports the functions for one version, whose module in golem-rpc-stub comes first. The names are
/// those that the generator looks for.
macro_rules! entries {
    (
        $version:path,
        $connect:ident,
        $blocking:ident,
        $start:ident,
        $trigger:ident,
        $subscribe:ident,
        $get:ident,
        $drop_client:ident,
        $drop_call:ident,
        $drop_resource:ident
    ) => {
        const _: () = {
            use $version as version;

            /// Gives the object of a new client.
            ///
            /// # Safety
            ///
            /// As for [`params`].
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $connect(first: *const u64, count: usize) -> i32 {
                // SAFETY: as promised.
                version::connect(object, unsafe { params(first, count) })
            }

            /// Gives the bits of the result.
            ///
            /// # Safety
            ///
            /// As for [`params`], here and below.
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $blocking(function: &'static Function, first: *const u64, count: usize) -> i64 {
                // SAFETY: as promised, here and below.
                version::blocking(function, unsafe { params(first, count) })
            }

            /// Gives the object of the call.
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $start(function: &'static Function, first: *const u64, count: usize) -> i32 {
                // SAFETY: as above.
                version::start(function, object, unsafe { params(first, count) })
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn $trigger(function: &'static Function, first: *const u64, count: usize) {
                // SAFETY: as above.
                version::trigger(function, unsafe { params(first, count) });
            }

            #[unsafe(no_mangle)]
            extern "C" fn $subscribe(call: i32) -> i32 {
                version::subscribe(call)
            }

            #[unsafe(no_mangle)]
            extern "C" fn $get(call: i32) -> i32 {
                version::get(call)
            }

            #[unsafe(no_mangle)]
            extern "C" fn $drop_client(object: i32) {
                version::drop_client(object);
            }

            #[unsafe(no_mangle)]
            extern "C" fn $drop_call(object: i32) {
                version::drop_call(object);
            }

            #[unsafe(no_mangle)]
            extern "C" fn $drop_resource(object: i32) {
                version::drop_resource(object);
            }
        };
    };
}

entries!(stub, connect, blocking, start, trigger, subscribe, get, drop_client, drop_call, drop_resource);
entries!(
    stub::v0_1_3,
    v0_1_3_connect,
    v0_1_3_blocking,
    v0_1_3_start,
    v0_1_3_trigger,
    v0_1_3_subscribe,
    v0_1_3_get,
    v0_1_3_drop_client,
    v0_1_3_drop_call,
    v0_1_3_drop_resource
);
entries!(
    stub::v0_2_0,
    v0_2_0_connect,
    v0_2_0_blocking,
    v0_2_0_start,
    v0_2_0_trigger,
    v0_2_0_subscribe,
    v0_2_0_get,
    v0_2_0_drop_client,
    v0_2_0_drop_call,
    v0_2_0_drop_resource
);
entries!(
    stub::v0_2_2,
    v0_2_2_connect,
    v0_2_2_blocking,
    v0_2_2_start,
    v0_2_2_trigger,
    v0_2_2_subscribe,
    v0_2_2_get,
    v0_2_2_drop_client,
    v0_2_2_drop_call,
    v0_2_2_drop_resource
);
