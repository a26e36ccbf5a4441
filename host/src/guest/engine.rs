//! The WebAssembly engine.

use std::{thread, time::Duration};

use wasmtime::{Config, Engine, WasmBacktraceDetails};

use crate::error::Error;

/// A new engine, which counts the fuel that components use if `fuel` is set.
pub(crate) fn new_engine(fuel: bool) -> Result<Engine, Error> {
    let mut config = Config::new();
    config.consume_fuel(fuel);
    config.epoch_interruption(true);
    // The initial contents of a memory are copied into it. Mapping them is faster, but takes up to
    // seven mappings for each worker, and Linux allows a process 65,530: with 10,000 workers there
    // would be too many.
    config.memory_init_cow(false);
    // File and line in backtraces, for components that are built with debug information.
    config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
    let engine = Engine::new(&config).map_err(|error| Error::Engine(format!("{error:#}")))?;
    start_ticking(&engine).map_err(|error| Error::Engine(error.to_string()))?;
    Ok(engine)
}

/// How long a worker may compute before the engine interrupts it. What happens then is said at
/// `let_others_run` in `instance.rs`.
const TICK: Duration = Duration::from_millis(2);

/// Starts the thread that interrupts workers that compute. It ends with the engine.
fn start_ticking(engine: &Engine) -> std::io::Result<()> {
    let engine = engine.weak();
    let tick = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    thread::Builder::new().name("golem-ticker".into()).spawn(tick).map(drop)
}
