//! [`LimitedStream`]: a stream into a file that may grow only so far.

use std::{fs::File, sync::Arc};

use bytes::Bytes;
use wasmtime_wasi_io::{
    async_trait,
    poll::Pollable,
    streams::{DynOutputStream, OutputStream, StreamError, StreamResult},
};

use super::file_use::FileUse;

/// A stream into a file that asks [`FileUse`] for permission before the file grows, and leaves the
/// writing to another stream.
pub(crate) struct LimitedStream {
    pub stream: DynOutputStream,
    pub file: Arc<File>,
    /// The place in the file to which the next byte goes. `None` if that is always the end.
    pub position: Option<u64>,
    pub files: FileUse,
}

impl LimitedStream {
    fn extend(&mut self, bytes: &Bytes) -> StreamResult<()> {
        let length = bytes.len() as u64;
        let start = match self.position {
            Some(position) => position,
            None => self.file.metadata().map_or(0, |metadata| metadata.len()),
        };
        let end = start.saturating_add(length);
        self.files.extend(&self.file, end).map_err(|hit| StreamError::Trap(hit.into()))?;
        self.position = self.position.map(|_| end);
        Ok(())
    }
}

#[async_trait]
impl Pollable for LimitedStream {
    async fn ready(&mut self) {
        self.stream.ready().await;
    }
}

#[async_trait]
impl OutputStream for LimitedStream {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.extend(&bytes)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> StreamResult<()> {
        self.stream.flush()
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        self.stream.check_write()
    }

    async fn blocking_write_and_flush(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.extend(&bytes)?;
        self.stream.blocking_write_and_flush(bytes).await
    }

    async fn cancel(&mut self) {
        self.stream.cancel().await;
    }
}
