//! `wasi:filesystem/preopens`: gives a worker its directory, which it sees as `/`.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use wasmtime::{
    Error, Result,
    component::{HasSelf, Linker, Resource},
};
use wasmtime_wasi::{
    WasiCtx,
    filesystem::{Descriptor, FsPerms, WasiFilesystemCtxView},
    p2::bindings::filesystem::preopens,
};

use crate::log::host_function::DIRECTORIES;
use crate::store::WorkerState;
use crate::time::Clock;

/// In place of wasmtime's, for which a worker's directory would have to be made with the worker.
/// Most workers never ask for one, and then none is made.
pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    linker.allow_shadowing(true);
    preopens::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl preopens::Host for WorkerState {
    fn get_directories(&mut self) -> Result<Vec<(Resource<Descriptor>, String)>> {
        let directory = self
            .directory()
            .map_err(|error| Error::msg(format!("the directory of {} can't be made: {error}", self.info.label)))?;
        if let Some(log) = &self.info.log {
            let stays = !self.info.ephemeral && !self.shared.settings.directories.are_temporary();
            log.has_directory(directory.read_dir().is_ok_and(|mut files| files.next().is_some()), stays);
        }
        self.open_one_more()?;
        self.files.of_directory(directory.clone());
        let mut wasi = WasiCtx::builder();
        wasi.allow_blocking_current_thread(matches!(self.shared.clock, Clock::Virtual(_)));
        wasi.preopened_dir(directory, "/", FsPerms::ReadWrite)?;
        let mut wasi = wasi.build();
        let mut view = WasiFilesystemCtxView { ctx: wasi.filesystem(), table: &mut self.table };
        let directories = preopens::Host::get_directories(&mut view)?;
        directories.iter().try_for_each(|(directory, _)| self.note_opened(directory))?;
        // They are opened anew in each run, and always have the same names: that they were asked
        // for is what the log has to tell.
        let names: Vec<String> = directories.iter().map(|(_, name)| name.clone()).collect();
        self.logged(&DIRECTORIES, |_| Ok(Arc::new(names)))?;
        Ok(directories)
    }
}

impl WorkerState {
    fn directory(&mut self) -> io::Result<PathBuf> {
        if !self.info.ephemeral {
            return self.shared.settings.directories.of_worker(&self.info.component, &self.info.id);
        }
        let directory = match &mut self.ephemeral_directory {
            Some(directory) => directory,
            empty => empty.insert(self.shared.settings.directories.of_ephemeral_worker()?),
        };
        Ok(Path::to_owned(directory.path()))
    }
}
