//! `wasi:random`: wasmtime's numbers, by way of the log.

use wasmtime::{
    Result,
    component::{HasSelf, Linker},
};
use wasmtime_wasi::{
    p2::bindings::random::{insecure, insecure_seed, random},
    random::WasiRandomView as _,
};

use crate::log::host_function::{INSECURE_BYTES, INSECURE_SEED, INSECURE_U64, RANDOM_BYTES, RANDOM_U64};
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    random::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    insecure::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    insecure_seed::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl random::Host for WorkerState {
    fn get_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.logged(&RANDOM_BYTES, |state| random::Host::get_random_bytes(state.random(), length))
    }

    fn get_random_u64(&mut self) -> Result<u64> {
        self.logged(&RANDOM_U64, |state| random::Host::get_random_u64(state.random()))
    }
}

impl insecure::Host for WorkerState {
    fn get_insecure_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.logged(&INSECURE_BYTES, |state| insecure::Host::get_insecure_random_bytes(state.random(), length))
    }

    fn get_insecure_random_u64(&mut self) -> Result<u64> {
        self.logged(&INSECURE_U64, |state| insecure::Host::get_insecure_random_u64(state.random()))
    }
}

impl insecure_seed::Host for WorkerState {
    fn insecure_seed(&mut self) -> Result<(u64, u64)> {
        self.logged(&INSECURE_SEED, |state| insecure_seed::Host::insecure_seed(state.random()))
    }
}
