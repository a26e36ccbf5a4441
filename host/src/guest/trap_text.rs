//! The text of a trap, as callers and people see it.

use wasmtime::{Error, WasmBacktrace};

/// What went wrong, then where in the component.
///
/// Wasmtime's own form starts with where it was, so that the message is hard to find, and shows the
/// host's stack, too, when `RUST_BACKTRACE` is set.
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
