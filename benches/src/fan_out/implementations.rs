//! [`Implementation`]: a way to wait for many calls.

/// A way to wait for many calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implementation {
    /// Its name in results.
    pub name: &'static str,
    /// The most calls that it is measured with, unless it is asked for by its name. A loop that
    /// polls half of N² handles takes minutes for larger N.
    pub largest: u32,
    /// How each call is written.
    pub written: Written,
}

/// How each of the calls is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As a bare call.
    Bare,
    /// With a deadline.
    WithTimeout,
    /// With a function on its answer.
    WithFunction,
    /// As an async block that awaits two calls, one after the other.
    InTwoSteps,
}

/// The loop that a caller has to write itself without the SDK.
pub const BY_HAND: Implementation = bare("by-hand", 4000);
/// The same futures in `join_all` of the crate `futures`, on the runtime `wstd`.
pub const WSTD: Implementation = bare("wstd+join_all", 4000);
/// The join of the SDK.
pub const JOIN_ALL: Implementation = bare("ours:join_all", u32::MAX);
/// The join of the SDK, of calls with a deadline each.
pub const WITH_TIMEOUTS: Implementation =
    Implementation { written: Written::WithTimeout, ..bare("ours:join_all+timeout", u32::MAX) };
/// The join of the SDK, of calls with a function on the answer of each.
pub const WITH_FUNCTIONS: Implementation =
    Implementation { written: Written::WithFunction, ..bare("ours:join_all+map", u32::MAX) };
/// The least that any implementation has to do: it knows when the last call ends, waits until then,
/// and takes the results.
pub const LIMIT: Implementation = bare("start+get", u32::MAX);
/// The same of calls in two steps: it starts all second ones when it has the results of all first
/// ones.
pub const LIMIT_OF_TWO_STEPS: Implementation =
    Implementation { written: Written::InTwoSteps, ..bare("start+get twice", u32::MAX) };

const fn bare(name: &'static str, largest: u32) -> Implementation {
    Implementation { name, largest, written: Written::Bare }
}

const fn written(written: Written, name: &'static str) -> Implementation {
    Implementation { written, ..bare(name, 1000) }
}

impl Implementation {
    /// All of them.
    pub const ALL: [Self; 20] = [
        BY_HAND,
        bare("blocking", 1000),
        WSTD,
        bare("wstd+futures-concurrency", 1000),
        JOIN_ALL,
        bare("ours:try_join_all", 1000),
        bare("ours:futures::join_all", 1000),
        bare("ours:FuturesUnordered", 1000),
        bare("ours:futures-concurrency", 1000),
        LIMIT,
        written(Written::WithTimeout, "wstd+join_all+timeout"),
        written(Written::WithTimeout, "ours:futures::join_all+timeout"),
        WITH_TIMEOUTS,
        written(Written::WithFunction, "wstd+join_all+map"),
        written(Written::WithFunction, "ours:futures::join_all+map"),
        WITH_FUNCTIONS,
        written(Written::InTwoSteps, "wstd+join_all two-steps"),
        written(Written::InTwoSteps, "ours:futures::join_all two-steps"),
        written(Written::InTwoSteps, "ours:join_all two-steps"),
        LIMIT_OF_TWO_STEPS,
    ];

    /// The implementation with this name.
    ///
    /// # Errors
    ///
    /// The names of all implementations, when none has this one.
    pub fn named(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(|implementation| implementation.name).join(", ");
        Self::ALL.into_iter().find(|known| known.name == name).ok_or_else(|| format!("expected one of {}", known()))
    }

    /// The name that `tests/fan_out/caller/lib.rs` has for it.
    pub(super) fn in_caller(self) -> &'static str {
        self.name.strip_prefix("ours:").unwrap_or(self.name)
    }

    /// The least that any implementation has to do for calls that are written like this one's.
    pub(super) fn limit(self) -> Self {
        if self.written == Written::InTwoSteps { LIMIT_OF_TWO_STEPS } else { LIMIT }
    }
}
