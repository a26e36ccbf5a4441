//! How a retry recognises that a call failed inside an attempt that itself went well.
//!
//! `timeout(limit, counter.get())` gives a `Result<Result<u64, RpcError>, Elapsed>`. To a retry of
//! that, the failure of the call is a success with the value `Err(error)`, of a type that it knows
//! nothing of: Rust can't ask a type parameter whether it is some `Result`. So each call that fails
//! registers the type of its output, with a function that finds the error in such an output. The
//! retry looks into values of the registered types.

use super::rpc_error::RpcError;
use std::any::TypeId;
use std::cell::{Cell, RefCell};

thread_local! {
    /// Registers a kind. The first retry sets it, so that a component without retries does not
    /// carry the code. There is nothing in it to drop.
    static NOTE: Cell<Option<fn(Kind)>> = const { Cell::new(None) };
    /// Accessed with `try_with`: at the end of the thread it may be gone.
    static KINDS: RefCell<Vec<Kind>> = const { RefCell::new(Vec::new()) };
}

/// The type of a failed call's output.
#[derive(Clone, Copy)]
struct Kind {
    /// From the crate `typeid`, for `TypeId::of` does not take types with lifetimes.
    id: TypeId,
    /// Finds the error in an output. The pointer must be to an output of this type.
    error_in: unsafe fn(*const ()) -> Option<*const RpcError>,
}

/// From now on, calls that fail register the types of their outputs. A retry calls this before its
/// first attempt.
pub(crate) fn watch() {
    NOTE.set(Some(|kind| {
        let _ = KINDS.try_with(|kinds| {
            let mut kinds = kinds.borrow_mut();
            if kinds.iter().all(|known| known.id != kind.id) {
                kinds.push(kind);
            }
        });
    }));
}

/// Registers the output of a failed call whose result was to be a `T`.
#[cold]
pub(crate) fn note<T>() {
    if let Some(note) = NOTE.get() {
        note(Kind { id: typeid::of::<Result<T, RpcError>>(), error_in: error_in_output::<T> });
    }
}

/// The error in `value`, if that is the output of a call that failed.
pub(crate) fn error_in<V>(value: &V) -> Option<&RpcError> {
    let id = typeid::of::<V>();
    let kinds = KINDS.try_with(|kinds| kinds.borrow().iter().find(|kind| kind.id == id).copied());
    let kind = kinds.ok().flatten()?;
    // SAFETY: the type is the registered one, but for lifetimes, which make no difference in
    // memory. The error has no lifetimes and lives as long as the value.
    unsafe { (kind.error_in)(std::ptr::from_ref(value).cast()).map(|error| &*error) }
}

/// # Safety
///
/// `output` points to a `Result<T, RpcError>`. Lifetimes in `T` may differ.
unsafe fn error_in_output<T>(output: *const ()) -> Option<*const RpcError> {
    // SAFETY: the caller guarantees the type. The `T`, whose lifetimes may differ, is not read.
    unsafe { &*output.cast::<Result<T, RpcError>>() }.as_ref().err().map(std::ptr::from_ref)
}

#[cfg(test)]
mod tests {
    use super::{error_in, note, watch};
    use crate::RpcError;

    type Output<T> = Result<T, RpcError>;

    fn denied() -> RpcError {
        RpcError::Denied("no".to_owned())
    }

    #[test]
    fn errors_are_found_in_outputs_of_calls_that_failed_and_in_nothing_else() {
        let outputs: [Output<String>; 2] = [Err(denied()), Ok("value".to_owned())];
        note::<String>();
        assert_eq!(error_in(&outputs[0]), None, "nobody watches");
        watch();
        assert_eq!(error_in(&outputs[0]), None, "no such call has failed");
        note::<String>();
        note::<String>();
        note::<&str>();
        note::<()>();
        assert_eq!(error_in(&outputs[0]), Some(&denied()));
        assert_eq!(error_in(&outputs[1]), None);
        assert_eq!(error_in::<Output<()>>(&Err(denied())), Some(&denied()));
        assert_eq!(error_in::<Output<u8>>(&Err(denied())), None, "another type");
        assert_eq!(error_in(&denied()), None);
        // Of a borrowed value the lifetime does not count.
        let text = "text".to_owned();
        let borrowed: [Output<&str>; 2] = [Ok(&text), Err(denied())];
        assert_eq!(borrowed.each_ref().map(error_in), [None, Some(&denied())]);
    }
}
