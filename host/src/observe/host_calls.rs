//! [`HostCalls`]: how often a worker called the host.

use std::{
    fmt,
    ops::{Add, Sub},
};

use serde::Serialize;

macro_rules! host_calls {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// How often a worker called the functions of `golem:rpc/types` and `wasi:io/poll`.
        ///
        /// On Golem most of these calls are written to the worker's log, so their number is what an
        /// invocation costs there. The difference of two of these is what happened in between.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
        #[non_exhaustive]
        pub struct HostCalls {
            $($(#[$doc])* pub $name: u64,)*
        }

        impl Add for HostCalls {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self { $($name: self.$name + other.$name,)* }
            }
        }

        /// What was called between `other` and `self`. A difference that would be negative is zero.
        impl Sub for HostCalls {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self { $($name: self.$name.saturating_sub(other.$name),)* }
            }
        }

        impl HostCalls {
            fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
                [$((stringify!($name), self.$name),)*].into_iter()
            }
        }
    };
}

host_calls! {
    /// `wasm-rpc`'s constructor.
    constructor,
    /// `wasm-rpc.invoke`: fire and forget.
    invoke,
    /// `wasm-rpc.invoke-and-await`: blocking.
    invoke_and_await,
    /// `wasm-rpc.async-invoke-and-await`.
    async_invoke_and_await,
    /// `future-invoke-result.subscribe`.
    subscribe,
    /// `future-invoke-result.get`.
    get,
    /// `poll`.
    poll,
    /// How many handles were in the lists that were given to `poll`, in all of them together.
    poll_handles,
    /// `pollable.ready`. On Golem up to 1.2 it is not written to the log: a worker whose control
    /// flow depends on it can't be replayed.
    ready,
    /// `pollable.block`.
    block,
    /// `monotonic-clock.now`.
    now,
    /// `monotonic-clock.subscribe-duration`. Golem writes what is in its memory of the worker's log
    /// to disk for it.
    subscribe_duration,
    /// `monotonic-clock.subscribe-instant`. It is not in the worker's log.
    subscribe_instant,
}

/// Shows the numbers that are not zero, such as `constructor 3, poll 2`.
impl fmt::Display for HostCalls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (name, count) in self.named().filter(|(_, count)| *count > 0) {
            write!(f, "{separator}{} {count}", name.replace('_', "-"))?;
            separator = ", ";
        }
        if separator.is_empty() {
            f.write_str("none")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difference_and_text() {
        let before = HostCalls { poll: 2, poll_handles: 5, ..Default::default() };
        let after = HostCalls { poll: 3, poll_handles: 9, constructor: 1, ..Default::default() };
        let difference = after - before;
        assert_eq!(difference.to_string(), "constructor 1, poll 1, poll-handles 4");
        assert_eq!(before + difference, after);
        assert_eq!((before - before).to_string(), "none");
    }
}
