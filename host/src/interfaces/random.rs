//! `wasi:random`: wasmtime's numbers, by way of the log.

use wasmtime::{
    Result,
    component::{HasSelf, Linker},
};
use wasmtime_wasi::{
    p2::bindings::random::{insecure, insecure_seed, random},
    random::WasiRandomView as _,
};

use crate::log::host_function::{HostFunction, INSECURE_BYTES, INSECURE_SEED, INSECURE_U64, RANDOM_BYTES, RANDOM_U64};
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
        self.bytes(&RANDOM_BYTES, |state| random::Host::get_random_bytes(state.random(), length))
    }

    fn get_random_u64(&mut self) -> Result<u64> {
        self.number(&RANDOM_U64, |state| random::Host::get_random_u64(state.random()))
    }
}

impl insecure::Host for WorkerState {
    fn get_insecure_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.bytes(&INSECURE_BYTES, |state| insecure::Host::get_insecure_random_bytes(state.random(), length))
    }

    fn get_insecure_random_u64(&mut self) -> Result<u64> {
        self.number(&INSECURE_U64, |state| insecure::Host::get_insecure_random_u64(state.random()))
    }
}

impl insecure_seed::Host for WorkerState {
    fn insecure_seed(&mut self) -> Result<(u64, u64)> {
        self.logged(&INSECURE_SEED, |state| match state.seeded_u64() {
            Some(seeded) => Ok((seeded, seeded.rotate_left(32))),
            None => insecure_seed::Host::insecure_seed(state.random()),
        })
    }
}

impl WorkerState {
    /// The bytes of wasmtime, or so many that are derived from the host's seed. Wasmtime is asked
    /// in any case: it checks how many bytes there may be.
    fn bytes(
        &mut self,
        function: &'static HostFunction,
        of_wasmtime: impl FnOnce(&mut Self) -> Result<Vec<u8>>,
    ) -> Result<Vec<u8>> {
        self.logged(function, |state| {
            let bytes = of_wasmtime(state)?;
            Ok(state.seeded(bytes.len()).unwrap_or(bytes))
        })
    }

    fn number(
        &mut self,
        function: &'static HostFunction,
        of_wasmtime: impl FnOnce(&mut Self) -> Result<u64>,
    ) -> Result<u64> {
        self.logged(function, |state| state.seeded_u64().map_or_else(|| of_wasmtime(state), Ok))
    }

    /// So many random bytes that belong to this position in the worker's log and to the host's
    /// seed. `None` if the host has no seed.
    fn seeded(&self, length: usize) -> Option<Vec<u8>> {
        let seed = self.shared.settings.random_seed?;
        let key = self.info.log.as_ref()?.key_of_position().derived(seed as usize);
        let pieces = (0..length.div_ceil(16)).flat_map(|piece| *key.derived(piece).uuid().as_bytes());
        Some(pieces.take(length).collect())
    }

    fn seeded_u64(&self) -> Option<u64> {
        let bytes = self.seeded(8)?;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}
