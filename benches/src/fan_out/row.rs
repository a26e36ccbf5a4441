//! [`Row`]: the cost of one implementation with one N, pattern and mode.

use serde::Serialize;
use std::fmt;

/// The cost of one implementation with one N, pattern and mode.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The name of the implementation.
    #[serde(rename = "impl")]
    pub implementation: &'static str,
    /// The number of calls.
    pub n: u32,
    /// The order in which they end.
    pub pattern: &'static str,
    /// The mode of the client: through a stub (`composed`), or without one (`direct`).
    pub mode: &'static str,
    /// Calls of `future-invoke-result.subscribe`, by the caller and its stub.
    pub subscribes: u64,
    /// Calls of `future-invoke-result.get`.
    pub gets: u64,
    /// Calls of `pollable.ready`.
    pub readies: u64,
    /// Calls of `poll`.
    pub polls: u64,
    /// Handles in the lists that `poll` was given.
    pub handles: u64,
    /// Fuel of the caller, with its stub.
    pub fuel: u64,
    /// How long the caller used its thread, in nanoseconds: the time that it computes, and that of
    /// host calls until they begin to wait. It is the median of the rounds.
    pub wall_ns: u64,
    /// Like `wall_ns`, with the work of the targets, which run on the same thread.
    pub total_ns: u64,
    /// The ratio of wall time to that of the limit: the median of the ratios within each round. It
    /// is zero where the limit wasn't measured.
    pub limit_ratio: f64,
}

impl Row {
    /// The head of a table of rows.
    pub const HEADER: &str = concat!(
        "impl                                  n pattern     mode      subscribes   gets readies  polls   handles",
        "         fuel      wall_ns     total_ns limit_ratio"
    );

    /// The row as a line of JSON.
    pub fn json(&self) -> String {
        // The row has only names and numbers, so it can't fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            implementation,
            n,
            pattern,
            mode,
            subscribes,
            gets,
            readies,
            polls,
            handles,
            fuel,
            wall_ns,
            total_ns,
            ..
        } = self;
        write!(f, "{implementation:32} {n:6} {pattern:11} {mode:9} {subscribes:10} {gets:6} {readies:7} {polls:6} ")?;
        write!(f, "{handles:9} {fuel:12} {wall_ns:12} {total_ns:12} {:11.2}", self.limit_ratio)
    }
}
