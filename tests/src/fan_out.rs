//! Many calls at the same time, each to another worker, in virtual time. The components are those
//! of `tests/fan_out`.

use crate::golem::adapted;
use crate::{Mode, Profile, Scratch, stub};
use anyhow::{Result, anyhow};
use golem_rpc_codegen::add_stub_dependency;
use golem_rpc_host::{Finding, Host, Invocation, LogEntry, LogEntryKind, Recovery};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The order in which calls end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// All of them at the same moment.
    AllAtOnce,
    /// One after the other, beginning with the first.
    InOrder,
    /// One after the other, beginning with the last.
    Reversed,
    /// One or a few at a time, in an order that looks random and is always the same.
    Random,
    /// A seventh of them at a time.
    Bursts,
}

impl Pattern {
    /// All patterns.
    pub const ALL: [Self; 5] = [Self::AllAtOnce, Self::InOrder, Self::Reversed, Self::Random, Self::Bursts];

    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllAtOnce => "all-at-once",
            Self::InOrder => "in-order",
            Self::Reversed => "reversed",
            Self::Random => "random",
            Self::Bursts => "bursts",
        }
    }

    /// The time from the start of each of `n` calls to its end, in milliseconds.
    pub fn delays(self, n: u32) -> Vec<u32> {
        (0..n).map(|index| self.delay(index, n)).collect()
    }

    fn delay(self, index: u32, n: u32) -> u32 {
        match self {
            Self::AllAtOnce => 10,
            Self::InOrder => 10 + index,
            Self::Reversed => 10 + n - index,
            Self::Random => 10 + scrambled(index) % (2 * n),
            Self::Bursts => 10 + index % 7,
        }
    }
}

/// Maps numbers to numbers that look random, by the finaliser of MurmurHash3.
fn scrambled(number: u32) -> u32 {
    let number = (number ^ number >> 16).wrapping_mul(0x85eb_ca6b);
    let number = (number ^ number >> 13).wrapping_mul(0xc2b2_ae35);
    number ^ number >> 16
}

/// The target and its callers on a host. Workers of the target remain from one run to the next.
pub struct FanOut {
    host: Host,
    /// The names and files of the components.
    files: [(&'static str, PathBuf); 3],
    /// How many callers there have been. Each of them has a worker of its own. It is locked during
    /// a run: runs at the same time would have other counts each time.
    callers: Mutex<u32>,
}

impl FanOut {
    /// Compiles the components in `folder`, as they would be deployed, and adds them to a host.
    /// With virtual time, the host gives the same counts in each run.
    ///
    /// # Errors
    ///
    /// When a component doesn't compile, or when the host refuses it.
    pub fn build(folder: PathBuf, host: Host) -> Result<Self> {
        let mut scratch = Scratch::new(folder, Profile::Release);
        scratch.add_target(NAME, &source())?;
        for mode in MODES {
            add_caller(&mut scratch, mode)?;
        }
        scratch.build()?;
        scratch.compose(&caller(Mode::Composed), &[stub(NAME)])?;

        let files = [
            ("target", scratch.wasm("fan-out-target")),
            ("composed", scratch.wasm(&format!("{}-composed", caller(Mode::Composed)))),
            ("direct", scratch.wasm(&caller(Mode::Direct))),
        ];
        Self::on(host, files)
    }

    fn on(host: Host, files: [(&'static str, PathBuf); 3]) -> Result<Self> {
        for (name, file) in &files {
            host.add_component_file(name, file)?;
        }
        host.set_env("TARGET_COMPONENT_ID", host.component_id("target")?.to_string());
        Ok(Self { host, files, callers: Mutex::new(0) })
    }

    /// The same components on another host.
    ///
    /// # Errors
    ///
    /// When the host refuses one.
    pub fn again(&self, host: Host) -> Result<Self> {
        Self::on(host, self.files.clone())
    }

    /// The file of the component that is called.
    pub fn target(&self) -> &Path {
        &self.files[0].1
    }

    /// Has a new worker call a function that does nothing, this many times. It is called once
    /// before, to create the target's worker. Returns the outcome of the other calls.
    ///
    /// # Errors
    ///
    /// When a worker fails.
    pub fn call_nothing(&self, mode: Mode, times: u32) -> Result<Invocation> {
        let caller = self.caller(mode, 0)?.worker;
        self.host.invoke_blocking(&caller, "call-nothing(1)")?;
        Ok(self.host.invoke_blocking(&caller, &format!("call-nothing({times})"))?)
    }

    /// A new worker that is ready to make this many calls at the same time.
    ///
    /// # Errors
    ///
    /// When the worker fails.
    pub fn caller(&self, mode: Mode, calls: usize) -> Result<Caller<'_>> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        *callers += 1;
        let worker = format!("{}/{callers}", mode.name());
        self.host.invoke_blocking(&worker, &format!("connect({calls})"))?;
        Ok(Caller { fan_out: self, worker })
    }

    /// What [`Caller::run`] does, with a new worker.
    ///
    /// # Errors
    ///
    /// When the worker fails.
    pub fn run(&self, mode: Mode, implementation: &str, delays: &[u32]) -> Result<Invocation> {
        self.caller(mode, delays.len())?.run(implementation, delays)
    }

    /// Does the same twice in one invocation, each time with new clients, which are dropped in the
    /// order in which they were made.
    ///
    /// # Errors
    ///
    /// When the worker fails.
    pub fn run_twice(&self, mode: Mode, implementation: &str, delays: &[u32]) -> Result<Invocation> {
        self.caller(mode, 0)?.invoke("run-twice", implementation, delays)
    }

    /// Has a worker do what [`Caller::run`] does, with a crash after each entry of each log:
    /// [`Host::recover`].
    ///
    /// # Errors
    ///
    /// When the host refuses it.
    pub fn recover(&self, mode: Mode, implementation: &str, delays: &[u32]) -> Result<Recovery> {
        let worker = format!("{}/recovering", mode.name());
        let (connect, run) = (format!("connect({})", delays.len()), format!("run({implementation:?}, {delays:?})"));
        Ok(self.host.recover(&[(&worker, &connect), (&worker, &run)])?)
    }

    /// What would fail on Golem, in all runs so far.
    pub fn findings(&self) -> Vec<Finding> {
        self.host.findings()
    }
}

/// A worker that makes calls.
pub struct Caller<'a> {
    fan_out: &'a FanOut,
    worker: String,
}

impl Caller<'_> {
    /// Has it make one call for each of `delays`, which ends that many milliseconds after its
    /// start, and wait for all of them with `implementation`, one of those in
    /// `fan_out/caller/lib.rs`.
    ///
    /// # Errors
    ///
    /// When the worker fails, and also when a result is wrong.
    pub fn run(&self, implementation: &str, delays: &[u32]) -> Result<Invocation> {
        self.invoke("run", implementation, delays)
    }

    /// What [`Self::run`] left in the log of the worker, if the host keeps logs: the results of
    /// host functions, without the beginning and the end of the invocation.
    ///
    /// # Errors
    ///
    /// When there is no such worker.
    pub fn log(&self) -> Result<Vec<LogEntry>> {
        let mut log = self.fan_out.host.log(&self.worker)?;
        let begin = log.iter().rposition(|entry| entry.kind == LogEntryKind::ExportedFunctionInvoked);
        let mut run = log.split_off(begin.unwrap_or_default());
        run.retain(|entry| entry.kind == LogEntryKind::ImportedFunctionInvoked);
        Ok(run)
    }

    fn invoke(&self, function: &str, implementation: &str, delays: &[u32]) -> Result<Invocation> {
        let Self { fan_out, worker } = self;
        let _alone = fan_out.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let run = fan_out.host.invoke_blocking(worker, &format!("{function}({implementation:?}, {delays:?})"));
        run.map_err(|error| anyhow!("{implementation} in {worker}, {} calls: {error}", delays.len()))
    }
}

const NAME: &str = "fan-out";
const MODES: [Mode; 2] = [Mode::Composed, Mode::Direct];

fn add_caller(scratch: &mut Scratch, mode: Mode) -> Result<()> {
    let dependencies = scratch.add_client(NAME, &source(), mode)? + PEERS;
    let name = caller(mode);
    scratch.add_component(&name, &dependencies)?;
    for file in ["lib.rs", "by_hand.rs", "limit.rs", "on_wstd.rs"] {
        scratch.copy(&source().join("caller").join(file), &format!("{name}/src/{file}"))?;
    }
    let raw = source().join("caller").join(format!("raw_{}.rs", mode.name()));
    scratch.write(&format!("{name}/src/raw.rs"), &adapted(&fs::read_to_string(raw)?))?;
    if mode == Mode::Composed {
        scratch.write(&format!("{name}/wit/raw.wit"), RAW)?;
        add_stub_dependency(&scratch.path("fan-out-stub/wit"), &scratch.path(&format!("{name}/wit")), true)?;
    }
    Ok(())
}

const PEERS: &str =
    "wasip2 = \"1.0\"\nfutures-concurrency = \"7.7\"\nwstd = { version = \"0.6.8\", default-features = false }\n";

const RAW: &str = "package test:fan-out-raw;\n\nworld raw {\n  import test:fan-out-stub/stub-fan-out;\n}\n";

fn caller(mode: Mode) -> String {
    format!("fan-out-{}-caller", mode.name())
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fan_out")
}
