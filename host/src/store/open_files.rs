//! How many files and sockets a worker has open: of those the whole process may have few.

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
    /// Asked before a worker opens something. What it closes is not counted; who reaches the limit is looked at more closely.
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

    /// Notes what was opened.
    pub fn note_opened(&self, opened: &Resource<Descriptor>) -> Result<()> {
        self.files.opened(match self.table.get(opened)? {
            Descriptor::File(file) => &file.file,
            Descriptor::Dir(directory) => &directory.dir,
        });
        Ok(())
    }

    fn count_open(&mut self) -> usize {
        let is_open = |entry: &&mut (dyn std::any::Any + Send)| {
            // Streams of a socket are its children, so it is there for as long as they are. A listing holds all names at once, and
            // a look-up of a host's name one of the threads that all have for what blocks.
            entry.is::<TcpSocket>()
                || entry.is::<UdpSocket>()
                || entry.is::<DirectoryEntryStream>()
                || entry.is::<ResolveAddressStream>()
        };
        self.files.count_open() + self.http.connections() + self.table.iter_mut().filter(is_open).count()
    }
}
