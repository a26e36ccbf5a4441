//! How a retry finds the error of a call in what it was given as a value.
//!
//! `timeout(limit, counter.get())` gives a `Result<Result<u64, RpcError>, Elapsed>`: for whoever
//! retries that, the call's error is within the value of a success, of any type `T`. Rust can't ask
//! a type parameter whether it is some `Result`. So a call that fails leaves word of what type its
//! output is and how to look into it, and a retry looks into values of those types.

use super::rpc_error::RpcError;
use std::any::TypeId;
use std::cell::{Cell, RefCell};

thread_local! {
    /// How word is left: set by the first retry, so that a component that has none carries none of
    /// this. It holds nothing to drop.
    static NOTE: Cell<Option<fn(Kind)>> = const { Cell::new(None) };
    /// Asked with `try_with`: it may be gone at the thread's end.
    static KINDS: RefCell<Vec<Kind>> = const { RefCell::new(Vec::new()) };
}

/// A type that outputs of calls have.
#[derive(Clone, Copy)]
struct Kind {
    /// Of any type, also one with lifetimes, which `TypeId::of` does not take: hence the crate
    /// `typeid`.
    id: TypeId,
    /// The error in such an output. It must be given one.
    error_in: unsafe fn(*const ()) -> Option<*const RpcError>,
}

/// For a retry, before it makes a call: from now on those that fail leave word.
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

/// For a call that failed, which was to give a `T`.
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
    // SAFETY: the types are the same but for their lifetimes, which make no difference in memory.
    // The error has none, and lives as long as the value.
    unsafe { (kind.error_in)(std::ptr::from_ref(value).cast()).map(|error| &*error) }
}

/// # Safety
///
/// `output` points to a `Result<T, RpcError>`, but for lifetimes in `T`.
unsafe fn error_in_output<T>(output: *const ()) -> Option<*const RpcError> {
    // SAFETY: as promised. The `T` is not looked at.
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
