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
        self.logged(&RANDOM_BYTES, |state| {
            let random = random::Host::get_random_bytes(state.random(), length)?;
            Ok(state.seeded(random.len()).unwrap_or(random))
        })
    }

    fn get_random_u64(&mut self) -> Result<u64> {
        self.logged(&RANDOM_U64, |state| match state.seeded_u64() {
            Some(seeded) => Ok(seeded),
            None => random::Host::get_random_u64(state.random()),
        })
    }
}

impl insecure::Host for WorkerState {
    fn get_insecure_random_bytes(&mut self, length: u64) -> Result<Vec<u8>> {
        self.logged(&INSECURE_BYTES, |state| {
            let random = insecure::Host::get_insecure_random_bytes(state.random(), length)?;
            Ok(state.seeded(random.len()).unwrap_or(random))
        })
    }

    fn get_insecure_random_u64(&mut self) -> Result<u64> {
        self.logged(&INSECURE_U64, |state| match state.seeded_u64() {
            Some(seeded) => Ok(seeded),
            None => insecure::Host::get_insecure_random_u64(state.random()),
        })
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
