//! golem-rpc-stub as a core module, without any stub's tables.
//!
//! golem-rpc-codegen carries it compiled (`codegen/interpreter`), and makes a stub of it by adding
//! tables and the functions that the stub exports, which call those here. There is a module for
//! each version of `golem:rpc`, which a feature of this crate chooses. `cargo xtask interpreter`
//! compiles them.
#![cfg_attr(target_family = "wasm", no_std)]
#![cfg(target_family = "wasm")]

use core::slice;
use golem_rpc_stub::Function;

#[cfg(not(any(feature = "v0_1_3", feature = "v0_2_0", feature = "v0_2_2")))]
use golem_rpc_stub as stub;
#[cfg(feature = "v0_1_3")]
use golem_rpc_stub::v0_1_3 as stub;
#[cfg(feature = "v0_2_0")]
use golem_rpc_stub::v0_2_0 as stub;
#[cfg(feature = "v0_2_2")]
use golem_rpc_stub::v0_2_2 as stub;

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

/// Gives the object of a new client.
///
/// # Safety
///
/// As for [`params`].
#[unsafe(no_mangle)]
unsafe extern "C" fn connect(first: *const u64, count: usize) -> i32 {
    // SAFETY: as promised.
    stub::connect(object, unsafe { params(first, count) })
}

/// Gives the bits of the result.
///
/// # Safety
///
/// As for [`params`], here and below.
#[unsafe(no_mangle)]
unsafe extern "C" fn blocking(function: &'static Function, first: *const u64, count: usize) -> i64 {
    // SAFETY: as promised, here and below.
    stub::blocking(function, unsafe { params(first, count) })
}

/// Gives the object of the call.
#[unsafe(no_mangle)]
unsafe extern "C" fn start(function: &'static Function, first: *const u64, count: usize) -> i32 {
    // SAFETY: as above.
    stub::start(function, object, unsafe { params(first, count) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn trigger(function: &'static Function, first: *const u64, count: usize) {
    // SAFETY: as above.
    stub::trigger(function, unsafe { params(first, count) });
}

/// Gives the handle of a token that takes the call back.
#[cfg(any(feature = "v0_1_3", feature = "v0_2_0", feature = "v0_2_2"))]
#[unsafe(no_mangle)]
unsafe extern "C" fn schedule(function: &'static Function, first: *const u64, count: usize) -> i32 {
    // SAFETY: as above.
    stub::schedule(function, unsafe { params(first, count) })
}

#[unsafe(no_mangle)]
extern "C" fn subscribe(call: i32) -> i32 {
    stub::subscribe(call)
}

#[unsafe(no_mangle)]
extern "C" fn get(call: i32) -> i32 {
    stub::get(call)
}

#[unsafe(no_mangle)]
extern "C" fn drop_client(object: i32) {
    stub::drop_client(object);
}

#[unsafe(no_mangle)]
extern "C" fn drop_call(object: i32) {
    stub::drop_call(object);
}

#[unsafe(no_mangle)]
extern "C" fn drop_resource(object: i32) {
    stub::drop_resource(object);
}
