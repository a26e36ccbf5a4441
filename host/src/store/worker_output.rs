//! [`WorkerOutput`]: what a worker prints, line by line.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{self, StdoutStream};
use wasmtime_wasi_io::{
    async_trait,
    poll::Pollable,
    streams::{OutputStream, StreamResult},
};

use super::last_panic::LastPanic;
use crate::calls::WorkerInfo;
use crate::observe::{LogLine, LogSink, LogStream};

/// How many bytes a worker may write at once.
const PERMIT: usize = 64 * 1024;

/// A line of more bytes than this is given out in pieces.
const LONGEST: usize = 64 * 1024;

/// Standard output or standard error of one worker. All streams that the worker opens on it share
/// it. What is written is given out line by line.
#[derive(Clone)]
pub(crate) struct WorkerOutput(Arc<Shared>);

struct Shared {
    worker: Arc<WorkerInfo>,
    stream: LogStream,
    sink: LogSink,
    unfinished: Mutex<Vec<u8>>,
    /// The panic of this invocation, if this is standard error.
    panic: Mutex<LastPanic>,
    /// Whether anything was written in this invocation. That is asked after each one, so it should
    /// not take a lock.
    was_written: AtomicBool,
}

impl WorkerOutput {
    pub fn new(worker: Arc<WorkerInfo>, stream: LogStream, sink: LogSink) -> Self {
        Self(Arc::new(Shared {
            worker,
            stream,
            sink,
            unfinished: Mutex::default(),
            panic: Mutex::default(),
            was_written: AtomicBool::new(false),
        }))
    }

    fn append(&self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.0.worker.effects.outside();
            self.0.was_written.store(true, Ordering::Release);
        }
        let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else {
            return self.begin_line(bytes);
        };
        let mut lines = self.take_unfinished();
        lines.extend_from_slice(&bytes[..end]);
        for line in lines.split(|byte| *byte == b'\n') {
            self.emit(line);
        }
        self.begin_line(&bytes[end + 1..]);
    }

    /// Keeps the beginning of a line until its end arrives, or until it is too long: a worker that
    /// prints without ever ending a line must not fill the host's memory.
    fn begin_line(&self, bytes: &[u8]) {
        let mut unfinished = self.unfinished();
        unfinished.extend_from_slice(bytes);
        let piece = (unfinished.len() > LONGEST).then(|| {
            // A character of several bytes may be cut off. Its first bytes wait for the rest.
            let whole = whole_characters(&unfinished);
            let rest = unfinished.split_off(whole);
            std::mem::replace(&mut *unfinished, rest)
        });
        drop(unfinished);
        if let Some(piece) = piece {
            self.emit(&piece);
        }
    }

    /// Ends an invocation: gives out a line that was begun and has no end, if there is one, and
    /// forgets its panic.
    pub fn end_invocation(&self) {
        if self.0.was_written.load(Ordering::Acquire) {
            self.0.was_written.store(false, Ordering::Release);
            self.take_panic();
        }
    }

    /// Takes the message of the panic in this invocation, with its place. What was begun and has no
    /// end is given out before, since it may be part of the message.
    pub fn take_panic(&self) -> Option<String> {
        let line = self.take_unfinished();
        if !line.is_empty() {
            self.emit(&line);
        }
        self.panic().take()
    }

    fn take_unfinished(&self) -> Vec<u8> {
        std::mem::take(&mut *self.unfinished())
    }

    fn panic(&self) -> MutexGuard<'_, LastPanic> {
        self.0.panic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unfinished(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn emit(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line).into_owned();
        if self.0.stream == LogStream::Stderr {
            self.panic().add(&text);
        }
        let Shared { worker, stream, sink, .. } = &*self.0;
        if worker.may_print(*stream, &text) {
            sink(LogLine { worker: worker.label.clone(), stream: *stream, text });
        }
    }
}

/// How many of these bytes are whole characters: all, but for the first bytes of a character that
/// the end cuts off.
fn whole_characters(bytes: &[u8]) -> usize {
    let last = &bytes[bytes.len().saturating_sub(3)..];
    let cut_off = last.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    // Bytes that can't be the beginning of a character are not UTF-8 at all, and nothing would
    // complete them.
    let is_begun = std::str::from_utf8(cut_off).is_err_and(|error| error.error_len().is_none());
    bytes.len() - if is_begun { cut_off.len() } else { 0 }
}

impl cli::IsTerminal for WorkerOutput {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for WorkerOutput {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl Pollable for WorkerOutput {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for WorkerOutput {
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

impl AsyncWrite for WorkerOutput {
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
        let log = WorkerOutput::new(
            WorkerInfo::any(),
            LogStream::Stdout,
            Arc::new(move |line: LogLine| sink.lock().unwrap().push(line.to_string())),
        );
        log.append(b"one\ntw");
        log.append(b"o\n\nthr");
        assert_eq!(*lines.lock().unwrap(), ["c/w | one", "c/w | two", "c/w | "]);
        log.end_invocation();
        log.end_invocation();
        assert_eq!(lines.lock().unwrap()[3..], ["c/w | thr"]);
        log.append(b"ee");
        log.append(b"\n");
        assert_eq!(lines.lock().unwrap()[4..], ["c/w | ee"]);
    }

    #[test]
    fn a_panic_is_that_of_this_invocation() {
        let new = |stream| WorkerOutput::new(WorkerInfo::any(), stream, Arc::new(|_| ()));
        let log = new(LogStream::Stderr);
        log.append(b"thread 'a' panicked at x:1:\nempt");
        log.append(b"y");
        assert_eq!(log.take_panic().as_deref(), Some("panicked at x:1: empty"));
        log.append(b"thread 'a' panicked at x:1:\nempty\n");
        log.end_invocation();
        assert_eq!(log.take_panic(), None);
        let log = new(LogStream::Stdout);
        log.append(b"thread 'a' panicked at x:1:\nempty\n");
        assert_eq!(log.take_panic(), None);
    }

    #[test]
    fn a_line_without_end_is_not_kept_whole() {
        let lengths = Arc::new(Mutex::new(Vec::new()));
        let sink = lengths.clone();
        let sink = Arc::new(move |line: LogLine| sink.lock().unwrap().push(line.text.len()));
        let log = WorkerOutput::new(WorkerInfo::any(), LogStream::Stdout, sink);
        for _ in 0..LONGEST {
            log.append(b"12345");
        }
        log.end_invocation();
        let lengths = lengths.lock().unwrap();
        assert_eq!(lengths.iter().sum::<usize>(), 5 * LONGEST, "nothing is lost");
        assert!(lengths.iter().all(|length| *length <= LONGEST + 5), "{lengths:?}");
    }

    #[test]
    fn characters_are_not_cut() {
        for text in ["é", "世", "👩", "aé世👩"] {
            let lines = Arc::new(Mutex::new(String::new()));
            let sink = lines.clone();
            let sink = Arc::new(move |line: LogLine| sink.lock().unwrap().push_str(&line.text));
            let log = WorkerOutput::new(WorkerInfo::any(), LogStream::Stdout, sink);
            let text = text.repeat(LONGEST);
            for bytes in text.as_bytes().chunks(1_001) {
                log.append(bytes);
            }
            log.end_invocation();
            assert!(*lines.lock().unwrap() == text);
        }
        for (bytes, whole) in [
            (&b"a"[..], 1),
            (b"", 0),
            (b"a\xe4", 1),
            (b"\xe4\xb8", 0),
            (b"aaaa\xf0\x9f\x91", 4),
            (b"\xff", 1),
            (b"\xff\xff\xff", 3),
            (b"a\x9f\x91\xa9", 4),
            ("é".as_bytes(), 2),
        ] {
            assert_eq!(whole_characters(bytes), whole, "{bytes:?}");
        }
    }
}
