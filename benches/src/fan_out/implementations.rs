//! [`Implementation`]: a way to wait for many calls.

/// A way to wait for many calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implementation {
    /// Its name in results.
    pub name: &'static str,
    /// The most calls that it is measured with, unless it is asked for by its name. A loop that
    /// polls half of N² handles takes minutes for larger N.
    pub largest: u32,
}

/// The loop that a caller has to write itself without the SDK.
pub const BY_HAND: Implementation = Implementation { name: "by-hand", largest: 4000 };
/// The same futures in `join_all` of the crate `futures`, on the runtime `wstd`.
pub const WSTD: Implementation = Implementation { name: "wstd+join_all", largest: 4000 };
/// The join of the SDK.
pub const JOIN_ALL: Implementation = Implementation { name: "ours:join_all", largest: u32::MAX };
/// The least that any implementation has to do: it knows when the last call ends, waits until then,
/// and takes the results.
pub const LIMIT: Implementation = Implementation { name: "start+get", largest: u32::MAX };

impl Implementation {
    /// All of them.
    pub const ALL: [Self; 10] = [
        BY_HAND,
        Self { name: "blocking", largest: 1000 },
        WSTD,
        Self { name: "wstd+futures-concurrency", largest: 1000 },
        JOIN_ALL,
        Self { name: "ours:try_join_all", largest: 1000 },
        Self { name: "ours:futures::join_all", largest: 1000 },
        Self { name: "ours:FuturesUnordered", largest: 1000 },
        Self { name: "ours:futures-concurrency", largest: 1000 },
        LIMIT,
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
}
