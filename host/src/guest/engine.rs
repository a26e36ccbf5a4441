//! The WebAssembly engine.

use std::{thread, time::Duration};

use wasmtime::{Config, Engine, WasmBacktraceDetails};

use crate::error::Error;

/// Counts fuel, if it is to.
pub(crate) fn new_engine(fuel: bool) -> Result<Engine, Error> {
    let mut config = Config::new();
    config.consume_fuel(fuel);
    config.epoch_interruption(true);
    // Copied, not mapped: a worker takes up to seven mappings otherwise, and Linux gives a process 65,530, which 10,000 workers would exceed.
    config.memory_init_cow(false);
    // File and line in backtraces, for components that are built with debug information.
    config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
    let engine = Engine::new(&config).map_err(|error| Error::Engine(format!("{error:#}")))?;
    start_ticking(&engine).map_err(|error| Error::Engine(error.to_string()))?;
    Ok(engine)
}

/// How long a worker may compute before it is interrupted: `instance.rs` says what comes of that.
const TICK: Duration = Duration::from_millis(2);

/// Interrupts workers that compute. Ends with the engine.
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
