//! Why a call failed, and its end.

use crate::memory::allocate;
use crate::types::{Function, Tag};

/// Why a call gave no result.
pub(crate) enum Failure<'a> {
    /// `rpc-error`, by the number of its case.
    Rpc { case: u8, text: &'static [u8] },
    /// The reply holds another kind of node than the WIT promises.
    Kind { expected: Tag, found: Tag },
    /// The reply is not what the WIT promises in another way: which, and the number that is wrong.
    Reply(&'static str, u32),
    /// A parameter is or holds a resource of another worker than the one that was to be called. The
    /// URIs of both.
    Foreign { owner: &'a [u8], called: &'a [u8] },
}

const RPC_ERRORS: [&str; 4] = ["protocol error", "denied", "not found", "remote internal error"];

const NODES: [&str; 23] = [
    "record", "variant", "enum", "flags", "tuple", "list", "option", "result", "u8", "u16", "u32", "u64", "s8", "s16",
    "s32", "s64", "f32", "f64", "char", "bool", "string", "handle", "nothing",
];

/// Ends a call that failed: a stub's interface has no place for an error. The reason goes to the
/// standard error.
#[cold]
pub(crate) fn fail(function: &Function, failure: Failure<'_>) -> ! {
    let stderr = Stderr::new();
    stderr.write("remote call of ");
    stderr.write(function.name);
    stderr.write(" failed: ");
    match failure {
        Failure::Rpc { case, text } => {
            stderr.write(RPC_ERRORS.get(usize::from(case)).unwrap_or(&""));
            stderr.write(": ");
            stderr.write_bytes(text);
        }
        Failure::Kind { expected, found } => {
            stderr.write("unexpected reply: expected ");
            stderr.write(NODES.get(usize::from(expected.0)).unwrap_or(&""));
            stderr.write(", found ");
            stderr.write(NODES.get(usize::from(found.0)).unwrap_or(&""));
        }
        Failure::Reply(what, number) => {
            stderr.write("unexpected reply: ");
            stderr.write(what);
            stderr.write(" ");
            stderr.write_number(number);
        }
        Failure::Foreign { owner, called } => {
            stderr.write("a resource of the worker ");
            stderr.write_bytes(owner);
            stderr.write(" cannot be passed to ");
            stderr.write_bytes(called);
        }
    }
    stderr.write("\n");
    core::arch::wasm32::unreachable()
}

/// Ends a component that asks for a worker without a name where Golem has none. The empty name
/// would be that of one worker, which all who ask for a new one would share.
#[cold]
pub(crate) fn no_ephemeral_workers() -> ! {
    Stderr::new().write("Golem 1.3 and 1.4 have no ephemeral workers: a worker needs a name\n");
    core::arch::wasm32::unreachable()
}

#[link(wasm_import_module = "wasi:cli/stderr@0.2.0")]
unsafe extern "C" {
    #[link_name = "get-stderr"]
    fn import_get_stderr() -> u32;
}

#[link(wasm_import_module = "wasi:io/streams@0.2.0")]
unsafe extern "C" {
    #[link_name = "[method]output-stream.blocking-write-and-flush"]
    fn import_write(stream: u32, bytes: *const u8, len: usize, result: *mut u8);
}

/// It is never dropped, for after it comes the end.
struct Stderr(u32);

/// More bytes than so many are not taken at once.
const MAX_WRITE: usize = 4096;

impl Stderr {
    fn new() -> Stderr {
        // SAFETY: the import asks for nothing.
        Stderr(unsafe { import_get_stderr() })
    }

    fn write(&self, text: &str) {
        self.write_bytes(text.as_bytes());
    }

    /// Whether it was written does not matter any more.
    fn write_bytes(&self, bytes: &[u8]) {
        for bytes in bytes.chunks(MAX_WRITE) {
            let result = allocate(12);
            // SAFETY: the import reads the bytes, and there is room for its `result<_,
            // stream-error>`.
            unsafe { import_write(self.0, bytes.as_ptr(), bytes.len(), result.0) };
        }
    }

    fn write_number(&self, number: u32) {
        if number > 9 {
            self.write_number(number / 10);
        }
        self.write_bytes(&[b'0' + (number % 10) as u8]);
    }
}
