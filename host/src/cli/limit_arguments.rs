//! Limits as one writes them: on the command line, and in an application's file.

use std::time::Duration;

use clap::Args;
use golem_rpc_host::Limits;
use serde::{Deserialize, Deserializer, de::Error as _};

#[derive(Args, Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[command(next_help_heading = "Limits (none unless given or said; what hits one is an error that names it)")]
pub(crate) struct LimitArguments {
    /// Workers that may exist
    #[arg(long = "max-workers", value_name = "COUNT")]
    pub workers: Option<usize>,

    /// Memory of a worker, in MiB
    #[arg(long = "max-memory-mib", value_name = "MIB")]
    pub memory_mib: Option<usize>,

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

    /// Bytes that the parameters of a call take: 268435456 (256 MiB) unless given
    #[arg(long = "max-request-bytes", value_name = "BYTES")]
    pub request_bytes: Option<usize>,

    /// Depth of the parameters of a call
    #[arg(long = "max-request-depth", value_name = "COUNT")]
    pub request_depth: Option<usize>,

    /// Files, directories and links of a worker, and how many it may have open: 10000 unless given
    #[arg(long = "max-files", value_name = "COUNT")]
    pub files: Option<usize>,

    /// Space that the files of a worker take, in MiB: 1024 unless given
    #[arg(long = "max-disk-mib", value_name = "MIB")]
    pub disk_mib: Option<u64>,

    /// Files, directories, sockets and HTTP requests that a worker has open: 256 unless given
    #[arg(long = "max-open-files", value_name = "COUNT")]
    pub open_files: Option<usize>,

    /// Handles of the host that a worker has: clients, calls, pollables, streams; 250000 unless given
    #[arg(long = "max-handles", value_name = "COUNT")]
    pub handles: Option<usize>,
}

impl LimitArguments {
    /// These, and `other` where nothing is given here.
    pub fn or(&self, other: &Self) -> Self {
        Self {
            workers: self.workers.or(other.workers),
            memory_mib: self.memory_mib.or(other.memory_mib),
            fuel: self.fuel.or(other.fuel),
            seconds: self.seconds.or(other.seconds),
            queue: self.queue.or(other.queue),
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
        limits.memory = self.memory_mib.map(|mib| mib.saturating_mul(1 << 20));
        limits.fuel = self.fuel;
        limits.time = self.seconds.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
        limits.queue = self.queue;
        limits.request_size = self.request_bytes.or(limits.request_size);
        limits.request_depth = self.request_depth;
        limits.files = self.files.or(limits.files);
        limits.disk = self.disk_mib.map(|mib| mib.saturating_mul(1 << 20)).or(limits.disk);
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
    if seconds > 0.0 { Ok(seconds) } else { Err("write a number of seconds above zero, such as 0.5".into()) }
}
