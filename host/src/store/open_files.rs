//! Counts the files and sockets that a worker has open. The whole process may have only so many, so
//! one worker must not take them all.

use wasmtime::{Result, component::Resource};
use wasmtime_wasi::{
    filesystem::Descriptor,
    p2::{
        TcpSocket, UdpSocket,
        bindings::{filesystem::types::DirectoryEntryStream, sockets::ip_name_lookup::ResolveAddressStream},
    },
};

use super::worker_state::WorkerState;
use crate::limits::LimitHit;

impl WorkerState {
    /// Asks for permission before the worker opens a file, a socket or a request.
    ///
    /// This counts what is opened, and not what is closed. So the count may be too high. When it
    /// reaches the limit, what is really open is counted.
    ///
    /// # Errors
    /// [`LimitHit::OpenFiles`].
    pub fn open_one_more(&mut self) -> Result<(), LimitHit> {
        let limit = self.shared.settings.limits.open_at_a_time();
        if self.opened >= limit {
            self.opened = self.count_open();
        }
        if self.opened >= limit {
            return Err(LimitHit::OpenFiles(limit));
        }
        self.opened += 1;
        Ok(())
    }

    /// Notes a file or directory that was opened, for when they are counted.
    pub fn note_opened(&self, opened: &Resource<Descriptor>) -> Result<()> {
        self.files.opened(match self.table.get(opened)? {
            Descriptor::File(file) => &file.file,
            Descriptor::Dir(directory) => &directory.dir,
        });
        Ok(())
    }

    fn count_open(&mut self) -> usize {
        let is_open = |entry: &&mut (dyn std::any::Any + Send)| {
            // The streams of a socket are its children in the table, so the socket is there as long
            // as one of them is. A listing of a directory holds all names in memory. A look-up of a
            // host's name takes one of the threads that all workers share for what blocks.
            entry.is::<TcpSocket>()
                || entry.is::<UdpSocket>()
                || entry.is::<DirectoryEntryStream>()
                || entry.is::<ResolveAddressStream>()
        };
        self.files.count_open() + self.http.connections() + self.table.iter_mut().filter(is_open).count()
    }
}
