//! What callers and people get to see of a trap.

use wasmtime::{Error, WasmBacktrace};

/// What went wrong, then where in the component.
///
/// Not wasmtime's own form: that starts with where, and tells of the host's stack when `RUST_BACKTRACE` is set.
pub(crate) fn trap_text(error: &Error) -> String {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else {
        return format!("{error:#}");
    };
    let backtrace = backtrace.to_string();
    let causes: Vec<String> =
        error.chain().map(|cause| cause.to_string()).filter(|cause| *cause != backtrace).collect();
    let backtrace = backtrace.trim_start_matches("error while executing at ");
    format!("{}\n{backtrace}", causes.join(": "))
}
