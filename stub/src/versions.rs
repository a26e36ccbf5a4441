//! [`Version`]: the versions of `golem:rpc/types`.
//!
//! A stub speaks one of them. It names that one at the functions that it calls, which are compiled
//! for it alone. So a stub imports nothing of the others, and they add nothing to its size.

use crate::failure::no_ephemeral_workers;
use crate::memory::{At, allocate, read, text};
use crate::types::{STRING, Type, WORKER};
use crate::wire::Value;
use crate::worker_uri::{BEFORE_NAME, before_name, halves};
use core::{ptr, slice};

/// The imported functions of a version.
pub(crate) trait Version {
    /// The record that names a worker.
    const WORKER: &'static Type;

    /// The URI of the worker that the record there names, with whatever the version needs after it
    /// to open a client. It lives until the call is over.
    fn uri(worker: At) -> &'static [u8];

    /// The URI alone.
    fn shown(uri: &[u8]) -> &[u8] {
        uri
    }

    /// Opens a client of the worker.
    fn connect(uri: &[u8]) -> u32;

    /// # Safety
    ///
    /// The client is open, here and below.
    unsafe fn disconnect(rpc: u32);

    /// # Safety
    ///
    /// The name and the parameters are there, and there is room for the reply, here and below.
    unsafe fn invoke_and_await(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const Value,
        len: usize,
        reply: *mut u32,
    );

    /// # Safety
    ///
    /// As above.
    unsafe fn invoke(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const Value,
        len: usize,
        told: *mut u32,
    );

    /// # Safety
    ///
    /// As above.
    unsafe fn async_invoke_and_await(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const Value,
        len: usize,
    ) -> u32;

    /// # Safety
    ///
    /// The call was not forgotten, here and below.
    unsafe fn subscribe(call: u32) -> u32;

    /// # Safety
    ///
    /// As above, and there is room for the reply.
    unsafe fn get(call: u32, reply: *mut u32);

    /// # Safety
    ///
    /// As above.
    unsafe fn forget(call: u32);
}

/// The imported functions of a version that has scheduled calls.
pub(crate) trait Schedules: Version {
    /// Gives the handle of a token that takes the call back.
    ///
    /// # Safety
    ///
    /// The client is open, and the name and the parameters are there.
    unsafe fn schedule(
        rpc: u32,
        seconds: u64,
        nanoseconds: u32,
        function: *const u8,
        function_len: usize,
        params: *const Value,
        len: usize,
    ) -> u32;
}

/// Declares the scheduled calls of a version.
macro_rules! schedules {
    ($name:ident: $interface:literal) => {
        impl Schedules for $name {
            unsafe fn schedule(
                rpc: u32,
                seconds: u64,
                nanoseconds: u32,
                function: *const u8,
                function_len: usize,
                params: *const Value,
                len: usize,
            ) -> u32 {
                #[link(wasm_import_module = $interface)]
                unsafe extern "C" {
                    #[link_name = "[method]wasm-rpc.schedule-cancelable-invocation"]
                    fn import_schedule(
                        rpc: u32,
                        seconds: u64,
                        nanoseconds: u32,
                        function: *const u8,
                        function_len: usize,
                        params: *const Value,
                        len: usize,
                    ) -> u32;
                }
                // SAFETY: as promised.
                unsafe { import_schedule(rpc, seconds, nanoseconds, function, function_len, params, len) }
            }
        }
    };
}

/// Declares a version by the name of its interface, the functions that make a client, which each
/// version has its own of, and what is to be known of the record for a worker.
macro_rules! version {
    ($(#[$docs:meta])* $name:ident: $interface:literal, constructors: { $($constructors:tt)* }, $($worker:tt)*) => {
        $(#[$docs])*
        pub(crate) struct $name;

        const _: () = {
            #[link(wasm_import_module = $interface)]
            unsafe extern "C" {
                $($constructors)*
                #[link_name = "[resource-drop]wasm-rpc"]
                fn import_disconnect(rpc: u32);
                #[link_name = "[method]wasm-rpc.invoke-and-await"]
                fn import_invoke_and_await(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const Value,
                    len: usize,
                    reply: *mut u32,
                );
                #[link_name = "[method]wasm-rpc.invoke"]
                fn import_invoke(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const Value,
                    len: usize,
                    told: *mut u32,
                );
                #[link_name = "[method]wasm-rpc.async-invoke-and-await"]
                fn import_async_invoke_and_await(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const Value,
                    len: usize,
                ) -> u32;
                #[link_name = "[method]future-invoke-result.subscribe"]
                fn import_subscribe(call: u32) -> u32;
                #[link_name = "[method]future-invoke-result.get"]
                fn import_get(call: u32, reply: *mut u32);
                #[link_name = "[resource-drop]future-invoke-result"]
                fn import_forget(call: u32);
            }

            impl Version for $name {
                $($worker)*

                unsafe fn disconnect(rpc: u32) {
                    // SAFETY: as promised, here and below.
                    unsafe { import_disconnect(rpc) }
                }

                unsafe fn invoke_and_await(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const Value,
                    len: usize,
                    reply: *mut u32,
                ) {
                    // SAFETY: as above.
                    unsafe { import_invoke_and_await(rpc, function, function_len, params, len, reply) }
                }

                unsafe fn invoke(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const Value,
                    len: usize,
                    told: *mut u32,
                ) {
                    // SAFETY: as above.
                    unsafe { import_invoke(rpc, function, function_len, params, len, told) }
                }

                unsafe fn async_invoke_and_await(
                    rpc: u32,
                    function: *const u8,
                    function_len: usize,
                    params: *const Value,
                    len: usize,
                ) -> u32 {
                    // SAFETY: as above.
                    unsafe { import_async_invoke_and_await(rpc, function, function_len, params, len) }
                }

                unsafe fn subscribe(call: u32) -> u32 {
                    // SAFETY: as above.
                    unsafe { import_subscribe(call) }
                }

                unsafe fn get(call: u32, reply: *mut u32) {
                    // SAFETY: as above.
                    unsafe { import_get(call, reply) }
                }

                unsafe fn forget(call: u32) {
                    // SAFETY: as above.
                    unsafe { import_forget(call) }
                }
            }
        };
    };
}

version! {
    /// Of Golem 1.0 and 1.1.
    V0_1_0: "golem:rpc/types@0.1.0",
    constructors: {
        #[link_name = "[constructor]wasm-rpc"]
        fn import_connect(uri: *const u8, len: usize) -> u32;
    },

    const WORKER: &'static Type = &STRING;

    fn uri(worker: At) -> &'static [u8] {
        text(worker)
    }

    fn connect(uri: &[u8]) -> u32 {
        // SAFETY: the import reads the text.
        unsafe { import_connect(uri.as_ptr(), uri.len()) }
    }
}

version! {
    /// Of Golem 1.1 from 1.1.18 on.
    V0_1_3: "golem:rpc/types@0.1.3",
    constructors: {
        #[link_name = "[constructor]wasm-rpc"]
        fn import_connect(uri: *const u8, len: usize) -> u32;
    },

    const WORKER: &'static Type = &STRING;

    fn uri(worker: At) -> &'static [u8] {
        text(worker)
    }

    fn connect(uri: &[u8]) -> u32 {
        // SAFETY: the import reads the text.
        unsafe { import_connect(uri.as_ptr(), uri.len()) }
    }
}

version! {
    /// Of Golem 1.2. A worker without a name is an ephemeral one.
    V0_2_0: "golem:rpc/types@0.2.0",
    constructors: {
        #[link_name = "[constructor]wasm-rpc"]
        fn import_connect(high_bits: u64, low_bits: u64, name: *const u8, len: usize) -> u32;
        #[link_name = "[static]wasm-rpc.ephemeral"]
        fn import_ephemeral(high_bits: u64, low_bits: u64) -> u32;
    },

    const WORKER: &'static Type = &WORKER;

    fn uri(worker: At) -> &'static [u8] {
        let uri = uri_of(worker);
        // What has a slash and no name is no URI. An ephemeral worker's has no slash.
        let len = if uri.len() == BEFORE_NAME + HALVES { BEFORE_NAME - 1 } else { uri.len() };
        uri.get(..len).unwrap_or_default()
    }

    fn shown(uri: &[u8]) -> &[u8] {
        without_halves(uri)
    }

    fn connect(uri: &[u8]) -> u32 {
        if uri.len() < BEFORE_NAME {
            let (high_bits, low_bits) = halves(uri);
            // SAFETY: the import takes any component's id.
            return unsafe { import_ephemeral(high_bits, low_bits) };
        }
        let (high_bits, low_bits, name) = parts(uri);
        // SAFETY: the import reads the text.
        unsafe { import_connect(high_bits, low_bits, name.as_ptr(), name.len()) }
    }
}

version! {
    /// Of Golem 1.3 and 1.4, where the name of a worker is that of an agent.
    V0_2_2: "golem:rpc/types@0.2.2",
    constructors: {
        #[link_name = "[constructor]wasm-rpc"]
        fn import_connect(high_bits: u64, low_bits: u64, name: *const u8, len: usize) -> u32;
    },

    const WORKER: &'static Type = &WORKER;

    fn uri(worker: At) -> &'static [u8] {
        let uri = uri_of(worker);
        if uri.len() == BEFORE_NAME + HALVES {
            no_ephemeral_workers();
        }
        uri
    }

    fn shown(uri: &[u8]) -> &[u8] {
        without_halves(uri)
    }

    fn connect(uri: &[u8]) -> u32 {
        let (high_bits, low_bits, name) = parts(uri);
        // SAFETY: the import reads the text.
        unsafe { import_connect(high_bits, low_bits, name.as_ptr(), name.len()) }
    }
}

schedules!(V0_1_3: "golem:rpc/types@0.1.3");
schedules!(V0_2_0: "golem:rpc/types@0.2.0");
schedules!(V0_2_2: "golem:rpc/types@0.2.2");

/// The bytes of both halves of a component's id.
const HALVES: usize = 16;

/// The URI of the worker that the record there names by the parts of a URI. The halves of the
/// component's id come after it, so that they need not be made of the text for each call. They make
/// no difference to [`is_same_worker`](crate::worker_uri::is_same_worker).
fn uri_of(worker: At) -> &'static [u8] {
    let name = text(worker.plus(HALVES));
    let before = before_name(read(worker, 8), read(worker.plus(8), 8));
    let len = BEFORE_NAME + name.len() + HALVES;
    let uri = allocate(len);
    // SAFETY: so much was allocated, and the record begins with the halves.
    unsafe {
        ptr::copy_nonoverlapping(before.as_ptr(), uri.0, BEFORE_NAME);
        ptr::copy_nonoverlapping(name.as_ptr(), uri.plus(BEFORE_NAME).0, name.len());
        ptr::copy_nonoverlapping(worker.0, uri.plus(BEFORE_NAME + name.len()).0, HALVES);
        slice::from_raw_parts(uri.0, len)
    }
}

/// The halves of the component's id after such a URI, and the name in it.
fn parts(uri: &[u8]) -> (u64, u64, &[u8]) {
    let (uri, halves) = uri.split_last_chunk::<HALVES>().unwrap_or((uri, &[0; HALVES]));
    let both = u128::from_le_bytes(*halves);
    (both as u64, (both >> 64) as u64, uri.get(BEFORE_NAME..).unwrap_or_default())
}

/// Such a URI alone. An ephemeral worker's has nothing after it.
fn without_halves(uri: &[u8]) -> &[u8] {
    if uri.len() < BEFORE_NAME { uri } else { uri.get(..uri.len() - HALVES).unwrap_or_default() }
}
