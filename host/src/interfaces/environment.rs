//! `wasi:cli/environment`: a worker's arguments and environment.

use wasmtime::{
    Result,
    component::{HasSelf, Linker},
};
use wasmtime_wasi::{cli::WasiCliView as _, p2::bindings::cli::environment};

use crate::log::host_function::INITIAL_CWD;
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    environment::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl environment::Host for WorkerState {
    fn get_environment(&mut self) -> Result<Vec<(String, String)>> {
        self.environment().map(|pairs| (*pairs).clone())
    }

    fn get_arguments(&mut self) -> Result<Vec<String>> {
        self.arguments().map(|arguments| (*arguments).clone())
    }

    fn initial_cwd(&mut self) -> Result<Option<String>> {
        self.logged(&INITIAL_CWD, |state| environment::Host::initial_cwd(&mut state.cli()))
    }
}
