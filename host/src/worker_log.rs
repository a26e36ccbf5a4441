//! What workers print, line by line.

use std::{
    fmt,
    io::{self, Write as _},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi_io::{
    async_trait,
    poll::Pollable,
    streams::{OutputStream, StreamResult},
};

/// How much a worker may write in one go.
const PERMIT: usize = 64 * 1024;

/// Where a worker wrote to.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// `wasi:logging`; lines start with level and context.
    Logging,
}

/// One line that a worker printed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogLine {
    /// The worker, as `component/worker`.
    pub worker: Arc<str>,
    /// Where it wrote to.
    pub stream: LogStream,
    /// The line, without its end.
    pub text: String,
}

/// Shows `component/worker | text`.
impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {}", self.worker, self.text)
    }
}

pub(crate) type LogSink = Arc<dyn Fn(LogLine) + Send + Sync>;

/// Where lines go unless told otherwise: the host's standard error.
pub(crate) fn to_stderr(line: LogLine) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// One output of one worker, shared by all streams that the worker opens on it.
#[derive(Clone)]
pub(crate) struct WorkerLog(Arc<Shared>);

struct Shared {
    worker: Arc<str>,
    stream: LogStream,
    sink: LogSink,
    unfinished: Mutex<Vec<u8>>,
}

impl WorkerLog {
    pub fn new(worker: Arc<str>, stream: LogStream, sink: LogSink) -> Self {
        Self(Arc::new(Shared { worker, stream, sink, unfinished: Mutex::default() }))
    }

    fn append(&self, bytes: &[u8]) {
        let mut unfinished = self.0.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        unfinished.extend_from_slice(bytes);
        let Some(end) = unfinished.iter().rposition(|byte| *byte == b'\n') else {
            return;
        };
        let rest = unfinished.split_off(end + 1);
        let lines = std::mem::replace(&mut *unfinished, rest);
        drop(unfinished);
        for line in lines[..end].split(|byte| *byte == b'\n') {
            self.emit(line);
        }
    }

    /// Gives out a line that was begun and not ended.
    pub fn finish_line(&self) {
        let mut unfinished = self.0.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        let line = std::mem::take(&mut *unfinished);
        drop(unfinished);
        if !line.is_empty() {
            self.emit(&line);
        }
    }

    fn emit(&self, line: &[u8]) {
        (self.0.sink)(LogLine {
            worker: self.0.worker.clone(),
            stream: self.0.stream,
            text: String::from_utf8_lossy(line).into_owned(),
        });
    }
}

impl IsTerminal for WorkerLog {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for WorkerLog {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl Pollable for WorkerLog {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for WorkerLog {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.append(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(PERMIT)
    }
}

impl AsyncWrite for WorkerLog {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.append(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = lines.clone();
        let log = WorkerLog::new(
            "c/w".into(),
            LogStream::Stdout,
            Arc::new(move |line: LogLine| sink.lock().unwrap().push(line.to_string())),
        );
        log.append(b"one\ntw");
        log.append(b"o\n\nthr");
        assert_eq!(*lines.lock().unwrap(), ["c/w | one", "c/w | two", "c/w | "]);
        log.finish_line();
        log.finish_line();
        assert_eq!(lines.lock().unwrap()[3..], ["c/w | thr"]);
    }
}
