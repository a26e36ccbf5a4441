//! The WebAssembly engine and its cache of compiled components.

use wasmtime::{Cache, CacheConfig, Config, Engine};

use crate::Error;

#[derive(Clone, Copy, Debug)]
pub(crate) struct EngineOptions {
    pub fuel: bool,
    pub cache: bool,
}

pub(crate) fn new_engine(options: EngineOptions) -> Result<Engine, Error> {
    let mut config = Config::new();
    config.consume_fuel(options.fuel);
    if options.cache {
        // A home that can't be written to costs time, nothing else.
        config.cache(Cache::new(CacheConfig::new()).ok());
    }
    Engine::new(&config).map_err(|error| Error::Engine(format!("{error:#}")))
}
