//! [`Row`]: what one implementation cost with one N, pattern and mode.

use serde::Serialize;
use std::fmt;

/// What one implementation cost with one N, pattern and mode.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Which way to wait.
    #[serde(rename = "impl")]
    pub implementation: &'static str,
    /// How many calls.
    pub n: u32,
    /// In which order they end.
    pub pattern: &'static str,
    /// Through a stub (`composed`) or straight (`direct`).
    pub mode: &'static str,
    /// `future-invoke-result.subscribe`, of caller and stub.
    pub subscribes: u64,
    /// `future-invoke-result.get`.
    pub gets: u64,
    /// `pollable.ready`.
    pub readies: u64,
    /// `poll`.
    pub polls: u64,
    /// Handles in the lists given to `poll`.
    pub handles: u64,
    /// Of the caller, with its stub.
    pub fuel: u64,
    /// How long the caller had a thread, in nanoseconds: computing, and in host calls up to where they waited. The median of the rounds.
    pub wall_ns: u64,
    /// As `wall_ns`, with the work of the targets, who share the thread here.
    pub total_ns: u64,
    /// Wall time over that of the limit in the same round: the median of that. Zero where the limit was not measured.
    pub limit_ratio: f64,
}

impl Row {
    /// Above a table of rows.
    pub const HEADER: &str = concat!(
        "impl                          n pattern     mode      subscribes   gets readies  polls   handles         fuel",
        "      wall_ns     total_ns limit_ratio"
    );

    /// As one line of JSON.
    pub fn json(&self) -> String {
        // Names and numbers: there is nothing that could fail.
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
        write!(f, "{implementation:24} {n:6} {pattern:11} {mode:9} {subscribes:10} {gets:6} {readies:7} {polls:6} ")?;
        write!(f, "{handles:9} {fuel:12} {wall_ns:12} {total_ns:12} {:11.2}", self.limit_ratio)
    }
}
