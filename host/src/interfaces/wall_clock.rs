//! `wasi:clocks/wall-clock`: wasmtime's clock, by way of the log.

use wasmtime::{
    Result,
    component::{HasSelf, Linker},
};
use wasmtime_wasi::{
    clocks::WasiClocksView as _,
    p2::bindings::clocks::wall_clock::{self, Datetime},
};

use crate::log::host_function::{WALL_NOW, WALL_RESOLUTION};
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    wall_clock::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl wall_clock::Host for WorkerState {
    fn now(&mut self) -> Result<Datetime> {
        self.logged(&WALL_NOW, |state| wall_clock::Host::now(&mut state.clocks()))
    }

    fn resolution(&mut self) -> Result<Datetime> {
        self.logged(&WALL_RESOLUTION, |state| wall_clock::Host::resolution(&mut state.clocks()))
    }
}
