//! Threads with a stack that is large enough for deeply nested input.

use std::panic::resume_unwind;
use std::thread::{Builder, Scope, ScopedJoinHandle, scope};

/// In bytes. It is enough for types that are nested a million deep, which a component may contain.
/// The system only provides memory for the part of it that is used.
const DEEP: usize = 2 << 30;

/// In bytes, for systems that refuse to reserve as much as [`DEEP`].
const LESS_DEEP: usize = 64 << 20;

/// Runs `run` on a thread with a large stack. On the caller's stack, which may have only two MiB, a
/// deeply nested type would overflow it, and that aborts the process.
pub(crate) fn deep<T: Send>(run: impl Fn() -> T + Sync) -> T {
    both(run, || ()).0
}

/// Runs `first` on a thread with a large stack, and `second` on the caller's stack at the same
/// time. Together they take as long as the longer one.
pub(crate) fn both<A: Send, B>(first: impl Fn() -> A + Sync, second: impl FnOnce() -> B) -> (A, B) {
    let first = &first;
    let (done, second) = scope(|scope| {
        let thread = spawn(scope, DEEP, first).or_else(|_| spawn(scope, LESS_DEEP, first));
        let second = second();
        (thread.ok().map(ScopedJoinHandle::join), second)
    });
    match done {
        Some(done) => (done.unwrap_or_else(|panic| resume_unwind(panic)), second),
        None => (first(), second),
    }
}

fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    size: usize,
    run: &'scope (impl Fn() -> T + Sync),
) -> std::io::Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().name("golem-rpc-codegen".to_owned()).stack_size(size).spawn_scoped(scope, run)
}

#[cfg(test)]
mod tests {
    use super::{both, deep};

    #[test]
    fn a_hundred_thousand_calls_deep() {
        fn sum(to: u64) -> u64 {
            if to == 0 { 0 } else { std::hint::black_box(to) + sum(to - 1) }
        }
        assert_eq!(deep(|| sum(100_000)), 5_000_050_000);
    }

    #[test]
    fn two_run_at_the_same_time() {
        let met = std::sync::Barrier::new(2);
        let meet = |result| {
            met.wait();
            result
        };
        assert_eq!(both(|| meet(1), || meet(2)), (1, 2));
    }

    #[test]
    fn a_panic_goes_on() {
        let panic = std::panic::catch_unwind(|| deep(|| panic!("on purpose"))).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"on purpose"));
    }
}
