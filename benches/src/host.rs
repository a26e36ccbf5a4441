//! `host`: the cost of a call on the local host in real time, compared with a call of the same
//! function on wasmtime alone.

use crate::goal::{Bound, Goal};
use crate::median::median;
use crate::scratch;
use anyhow::{Context, Result, anyhow};
use golem_rpc_host::Host;
use golem_rpc_tests::Mode;
use golem_rpc_tests::fan_out::FanOut;
use std::fmt;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::time::{Duration, Instant};
use wasmtime::component::{Component, InstancePre, Linker, ResourceTable, TypedFunc};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// A number with its name and unit.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was measured.
    pub what: &'static str,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:58} {:10.1} {}", self.what, self.value, self.unit)
    }
}

const WARM: &str = "call of a function that does nothing, on one core, warm";
const LOGGED: &str = "the same with a log";
const DURABLE: &str = "the same with a log on the disk";
const BARE_WARM: &str = "bare wasmtime: call of the same, by its type";

/// The goal for a call of a worker that has been called before, compared with wasmtime alone.
pub fn goal(rows: &[Row]) -> Goal {
    let of = |what| rows.iter().find(|row| row.what == what).map(|row| row.value);
    let ratio = of(WARM).zip(of(BARE_WARM)).map(|(warm, bare)| (bare / warm, WARM.to_owned()));
    Goal::new("time of a call of bare wasmtime over that of a call of a worker", Bound::AtLeast(1.0 / 3.0), ratio)
}

/// The goal for such a call with a log, compared with one without.
pub fn goal_of_log(rows: &[Row]) -> Goal {
    let of = |what| rows.iter().find(|row| row.what == what).map(|row| row.value);
    let ratio = of(LOGGED).zip(of(WARM)).map(|(logged, warm)| (logged / warm, LOGGED.to_owned()));
    Goal::new("time of a call with a log over that of one without", Bound::AtMost(1.5), ratio)
}

/// The number of such calls, one after another, in each round. All are measured in each round.
const CALLS: u32 = 20_000;
const ROUNDS: usize = 15;
/// Logs grow with each call, so there are fewer of those.
const LOGGED_CALLS: u32 = 2_000;
/// The number of workers that are created to measure how much memory one takes.
const WORKERS: u32 = 1000;
/// The number of workers that are called at the same time.
const FAN_OUT: u32 = 10_000;

/// Measures the host, and wasmtime alone.
///
/// # Errors
///
/// When a component doesn't compile, or when a run fails.
pub fn measure() -> Result<Vec<Row>> {
    let fan_out = FanOut::build(scratch("fan_out"), Host::new()?)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let bare = Bare::load(fan_out.target())?;

    let row = |what, value, unit| Row { what, value, unit };
    let before = resident()?;
    let cold = fan_out.run(Mode::Direct, "blocking", &vec![0; WORKERS as usize])?.duration;
    let memory = resident()?.saturating_sub(before) / u64::from(WORKERS);
    let on_one_core = FanOut::build(scratch("fan_out"), Host::builder().threads(NonZero::<usize>::MIN).build()?)?;
    let one_thread = || Host::builder().threads(NonZero::<usize>::MIN);
    let with_log = fan_out.again(one_thread().keep_log(true).build()?)?;
    let state = tempfile::tempdir()?;
    let on_disk = fan_out.again(one_thread().durable(state.path()).build()?)?;
    let mut warm = Vec::new();
    let mut bare_warm = Vec::new();
    let mut logged = Vec::new();
    let mut durable = Vec::new();
    for _ in 0..ROUNDS {
        warm.push(micros(on_one_core.call_nothing(Mode::Direct, CALLS)?.duration, CALLS));
        bare_warm.push(micros(runtime.block_on(bare.warm(CALLS))?, CALLS));
        logged.push(micros(with_log.call_nothing(Mode::Direct, LOGGED_CALLS)?.duration, LOGGED_CALLS));
        durable.push(micros(on_disk.call_nothing(Mode::Direct, LOGGED_CALLS)?.duration, LOGGED_CALLS));
    }
    let bare_cold = runtime.block_on(bare.cold(WORKERS))?;
    let many = fan_out.run(Mode::Direct, "join_all", &vec![10; FAN_OUT as usize])?.duration;
    let many_warm = fan_out.run(Mode::Direct, "join_all", &vec![10; FAN_OUT as usize])?.duration;
    Ok(vec![
        row("first call of a worker to a fresh one", micros(cold, WORKERS), "µs"),
        row("bare wasmtime: instance made and called", micros(bare_cold, WORKERS), "µs"),
        row(WARM, median(warm), "µs"),
        row(LOGGED, median(logged), "µs"),
        row(DURABLE, median(durable), "µs"),
        row(BARE_WARM, median(bare_warm), "µs"),
        row("memory of an idle worker", memory as f64 / 1024.0, "KiB"),
        row("10,000 workers at once, join_all, at first", many.as_secs_f64() * 1e3, "ms"),
        row("10,000 workers at once, join_all, warm", many_warm.as_secs_f64() * 1e3, "ms"),
    ])
}

fn micros(time: Duration, calls: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(calls)
}

/// The resident memory of this process, in bytes.
fn resident() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("memory is measured on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("there is a line VmRSS")?;
    let kilobytes = line.trim().trim_end_matches(" kB").parse::<u64>()?;
    Ok(kilobytes * 1024)
}

/// The target on wasmtime alone, without a host.
struct Bare {
    engine: Engine,
    ready: InstancePre<State>,
}

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

type Nothing = TypedFunc<(), ()>;

impl Bare {
    fn load(wasm: &Path) -> Result<Self> {
        let engine = Engine::new(&Config::new()).map_err(text)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).map_err(text)?;
        let component = Component::from_file(&engine, wasm).map_err(text)?;
        let ready = linker.instantiate_pre(&component).map_err(text)?;
        Ok(Self { engine, ready })
    }

    async fn instance(&self) -> Result<(Store<State>, Nothing)> {
        let state = State { wasi: WasiCtx::builder().build(), table: ResourceTable::new() };
        let mut store = Store::new(&self.engine, state);
        let instance = self.ready.instantiate_async(&mut store).await.map_err(text)?;
        let answering = instance.get_export_index(&mut store, None, "test:fan-out/answering");
        let function = instance.get_export_index(&mut store, answering.as_ref(), "nothing");
        let function = function.context("the target does nothing")?;
        let function = instance.get_typed_func(&mut store, function).map_err(text)?;
        Ok((store, function))
    }

    /// Creates this many instances and calls each once. They are kept until the end.
    async fn cold(&self, instances: u32) -> Result<Duration> {
        let start = Instant::now();
        let mut kept = Vec::new();
        for _ in 0..instances {
            let (mut store, function) = self.instance().await?;
            function.call_async(&mut store, ()).await.map_err(text)?;
            kept.push(store);
        }
        Ok(start.elapsed())
    }

    /// Calls one instance this many times.
    async fn warm(&self, calls: u32) -> Result<Duration> {
        let (mut store, function) = self.instance().await?;
        let start = Instant::now();
        for _ in 0..calls {
            function.call_async(&mut store, ()).await.map_err(text)?;
        }
        Ok(start.elapsed())
    }
}

fn text(error: wasmtime::Error) -> anyhow::Error {
    anyhow!("{error:#}")
}
