//! Limits as they are written on the command line and in an application's file.

use std::time::Duration;

use clap::{Args, builder::RangedU64ValueParser};
use golem_rpc_host::Limits;
use serde::{Deserialize, Deserializer, de::Error as _};

#[derive(Args, Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(next_help_heading = "Limits (none unless given or said; what hits one is an error that names it)")]
pub(crate) struct LimitArguments {
    /// Workers that may exist
    #[arg(long = "max-workers", value_name = "COUNT")]
    pub workers: Option<usize>,

    /// Workers that have an instance at a time; idle ones lose theirs, and get it back by their
    /// logs
    #[arg(long = "max-live-workers", value_name = "COUNT")]
    pub live_workers: Option<usize>,

    /// Memory of a worker, in MiB
    #[arg(long = "max-memory-mib", value_name = "MIB", value_parser = mib())]
    #[serde(deserialize_with = "mib_in_toml")]
    pub memory_mib: Option<u64>,

    /// Fuel of an invocation: about a WebAssembly instruction each
    #[arg(long = "max-fuel", value_name = "COUNT")]
    pub fuel: Option<u64>,

    /// Seconds that an invocation may take, waiting included, but not for other workers
    #[arg(long = "max-seconds", value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    #[serde(deserialize_with = "seconds_in_toml")]
    pub seconds: Option<f64>,

    /// Invocations that may wait for one worker
    #[arg(long = "max-queue", value_name = "COUNT")]
    pub queue: Option<usize>,

    /// Calls one behind another, of which each makes the next: 100000 unless given
    #[arg(long = "max-chain", value_name = "COUNT")]
    pub chain: Option<u32>,

    /// Bytes that the parameters of a call take; 268435456 (256 MiB) of what is made of them unless
    /// given
    #[arg(long = "max-request-bytes", value_name = "BYTES")]
    pub request_bytes: Option<usize>,

    /// Depth of the parameters of a call
    #[arg(long = "max-request-depth", value_name = "COUNT")]
    pub request_depth: Option<usize>,

    /// Files, directories and links of a worker, and how many it may have open: 10000 unless given
    #[arg(id = "max-files", long = "max-files", value_name = "COUNT")]
    pub files: Option<usize>,

    /// Space that the files of a worker take, in MiB: 1024 unless given
    #[arg(long = "max-disk-mib", value_name = "MIB", value_parser = mib())]
    #[serde(deserialize_with = "mib_in_toml")]
    pub disk_mib: Option<u64>,

    /// Files, directories, sockets and HTTP requests that a worker has open: 256 unless given
    #[arg(long = "max-open-files", value_name = "COUNT")]
    pub open_files: Option<usize>,

    /// Handles that a worker has: clients, calls, pollables, streams; 100000 unless given
    #[arg(long = "max-handles", value_name = "COUNT")]
    pub handles: Option<usize>,
}

impl LimitArguments {
    /// These limits, and those of `other` where nothing is given here.
    pub fn or(&self, other: &Self) -> Self {
        Self {
            workers: self.workers.or(other.workers),
            live_workers: self.live_workers.or(other.live_workers),
            memory_mib: self.memory_mib.or(other.memory_mib),
            fuel: self.fuel.or(other.fuel),
            seconds: self.seconds.or(other.seconds),
            queue: self.queue.or(other.queue),
            chain: self.chain.or(other.chain),
            request_bytes: self.request_bytes.or(other.request_bytes),
            request_depth: self.request_depth.or(other.request_depth),
            files: self.files.or(other.files),
            disk_mib: self.disk_mib.or(other.disk_mib),
            open_files: self.open_files.or(other.open_files),
            handles: self.handles.or(other.handles),
        }
    }

    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.workers = self.workers;
        limits.live_workers = self.live_workers;
        limits.memory = self.memory_mib.map(|mib| (mib << 20) as usize);
        limits.fuel = self.fuel;
        limits.time = self.seconds.map(Duration::from_secs_f64);
        limits.queue = self.queue;
        limits.chain = self.chain.or(limits.chain);
        limits.request_size = self.request_bytes;
        limits.request_depth = self.request_depth;
        limits.files = self.files.or(limits.files);
        limits.disk = self.disk_mib.map(|mib| mib << 20).or(limits.disk);
        limits.open_files = self.open_files.or(limits.open_files);
        limits.handles = self.handles.or(limits.handles);
        limits
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    checked(text.parse().unwrap_or(f64::NAN))
}

fn seconds_in_toml<'de, D: Deserializer<'de>>(toml: D) -> Result<Option<f64>, D::Error> {
    checked(f64::deserialize(toml)?).map(Some).map_err(D::Error::custom)
}

fn checked(seconds: f64) -> Result<f64, String> {
    let duration = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    // Clocks count nanoseconds in 64 bits.
    if duration.is_zero() || u64::try_from(duration.as_nanos()).is_err() {
        let most = u64::MAX / 1_000_000_000;
        return Err(format!("write a number of seconds above zero, such as 0.5, and of no more than {most}"));
    }
    Ok(seconds)
}

/// The largest number of MiB that is still a number of bytes in 64 bits.
const MOST_MIB: u64 = usize::MAX as u64 >> 20;

fn mib() -> RangedU64ValueParser {
    RangedU64ValueParser::new().range(..=MOST_MIB)
}

fn mib_in_toml<'de, D: Deserializer<'de>>(toml: D) -> Result<Option<u64>, D::Error> {
    let mib = u64::deserialize(toml)?;
    let error = || D::Error::custom(format!("write a number of MiB, no more than {MOST_MIB}"));
    (mib <= MOST_MIB).then_some(mib).ok_or_else(error).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_overflow_are_refused() {
        for text in ["1e300", "inf", "NaN", "-1", "0", "1e-300", "18446744074", "x", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
        for text in ["0.5", "18446744073", "1e-9"] {
            assert!(seconds(text).is_ok(), "{text}");
        }
        let arguments = LimitArguments { memory_mib: Some(MOST_MIB), ..LimitArguments::default() };
        assert_eq!(arguments.limits().memory, Some(usize::MAX - (1 << 20) + 1));
    }
}
