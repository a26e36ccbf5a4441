//! `golem:rpc/types@0.1.0`, as the host has it.

use crate::failure::Failure;
use crate::memory::{At, allocate, read, read_list};
use crate::types::Tag;

/// A node of a `wit-value`: the number of its case, and what that holds.
///
/// | case | words of its payload |
/// |---|---|
/// | record, tuple, list, string, flags | address, length |
/// | variant | case, whether there is a payload, its node |
/// | option | whether there is a value, its node |
/// | result | whether it is an error, whether there is a payload, its node |
/// | enum | case |
/// | handle | address and length of the URI; lower and upper half of the id |
#[derive(Clone, Copy)]
#[repr(C, align(8))]
pub(crate) struct Node {
    pub(crate) tag: Tag,
    padding: [u8; 7],
    pub(crate) words: [u32; 4],
}

const _: () = assert!(size_of::<Node>() == 24 && align_of::<Node>() == 8 && core::mem::offset_of!(Node, words) == 8);

impl Node {
    pub(crate) fn new(tag: Tag, words: [u32; 4]) -> Node {
        Node { tag, padding: [0; 7], words }
    }

    /// Its lists and texts.
    pub(crate) fn list(&self) -> (At, usize) {
        let [address, len, ..] = self.words;
        (At(address as *mut u8), len as usize)
    }
}

/// A `wit-value`.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Value {
    pub(crate) nodes: *mut Node,
    pub(crate) len: usize,
}

#[link(wasm_import_module = "golem:rpc/types@0.1.0")]
unsafe extern "C" {
    #[link_name = "[constructor]wasm-rpc"]
    fn import_connect(uri: *const u8, len: usize) -> u32;
    #[link_name = "[resource-drop]wasm-rpc"]
    fn import_disconnect(rpc: u32);
    #[link_name = "[method]wasm-rpc.invoke-and-await"]
    fn import_invoke_and_await(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const Value,
        len: usize,
        reply: *mut u8,
    );
    #[link_name = "[method]wasm-rpc.invoke"]
    fn import_invoke(
        rpc: u32,
        function: *const u8,
        function_len: usize,
        params: *const Value,
        len: usize,
        told: *mut u8,
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
    fn import_get(call: u32, reply: *mut u8);
    #[link_name = "[resource-drop]future-invoke-result"]
    fn import_forget(call: u32);
}

/// A client of one worker.
pub(crate) struct Rpc(u32);

impl Rpc {
    pub(crate) fn new(uri: &[u8]) -> Rpc {
        // SAFETY: the import reads the text, here and below.
        Rpc(unsafe { import_connect(uri.as_ptr(), uri.len()) })
    }

    pub(crate) fn invoke_and_await(&self, function: &str, params: &[Value]) -> Result<Value, Failure> {
        let reply = allocate(REPLY);
        // SAFETY: what is lent lives on, and there is room for the reply.
        unsafe {
            import_invoke_and_await(self.0, function.as_ptr(), function.len(), params.as_ptr(), params.len(), reply.0);
        }
        value(reply)
    }

    pub(crate) fn invoke(&self, function: &str, params: &[Value]) -> Result<(), Failure> {
        let told = allocate(REPLY);
        // SAFETY: as above.
        unsafe {
            import_invoke(self.0, function.as_ptr(), function.len(), params.as_ptr(), params.len(), told.0);
        }
        accepted(told)
    }

    pub(crate) fn async_invoke_and_await(&self, function: &str, params: &[Value]) -> Call {
        // SAFETY: as above.
        Call(unsafe {
            import_async_invoke_and_await(self.0, function.as_ptr(), function.len(), params.as_ptr(), params.len())
        })
    }
}

impl Drop for Rpc {
    fn drop(&mut self) {
        // SAFETY: nobody has the handle any more, here and below.
        unsafe { import_disconnect(self.0) }
    }
}

/// A call under way.
pub(crate) struct Call(u32);

impl Call {
    /// The handle of a pollable.
    pub(crate) fn subscribe(&self) -> u32 {
        // SAFETY: the handle is the call's, here and below.
        unsafe { import_subscribe(self.0) }
    }

    pub(crate) fn get(&self) -> Option<Result<Value, Failure>> {
        let reply = allocate(WORD + REPLY);
        // SAFETY: there is room for the reply.
        unsafe { import_get(self.0, reply.0) };
        (read(reply, 1) == 1).then(|| value(reply.plus(WORD)))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // SAFETY: as above.
        unsafe { import_forget(self.0) }
    }
}

const WORD: usize = 4;
/// `result<wit-value, rpc-error>`
const REPLY: usize = 4 * WORD;

fn value(reply: At) -> Result<Value, Failure> {
    accepted(reply)?;
    let (nodes, len) = read_list(reply.plus(WORD));
    Ok(Value { nodes: nodes.0.cast(), len })
}

/// The error, if it is one.
fn accepted(reply: At) -> Result<(), Failure> {
    if read(reply, 1) == 0 {
        return Ok(());
    }
    let (text, len) = read_list(reply.plus(2 * WORD));
    // SAFETY: it is a text that the host gave.
    let text = unsafe { core::slice::from_raw_parts(text.0, len) };
    Err(Failure::Rpc { case: read(reply.plus(WORD), 1) as u8, text })
}
