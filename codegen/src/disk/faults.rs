//! Lets tests make the disk fail, or the process end, at a certain operation or byte. In a release
//! build these functions do nothing but their work.

#[cfg(not(debug_assertions))]
mod none {
    use std::fs::File;
    use std::io::{Result, Write};

    pub(crate) fn operation() -> Result<()> {
        Ok(())
    }

    pub(crate) fn write(file: &mut File, content: &[u8]) -> Result<()> {
        file.write_all(content)
    }
}

#[cfg(debug_assertions)]
mod injected {
    use std::fs::File;
    use std::io::{Error, ErrorKind, Result, Write};
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    /// What goes wrong, and when. Operations and bytes are counted from the start of the process.
    #[derive(Default)]
    pub(crate) struct Faults {
        /// The process is aborted before this operation.
        pub(crate) kill_at_operation: Option<usize>,
        /// This operation fails.
        pub(crate) fail_at_operation: Option<usize>,
        /// The process is aborted after this many bytes were written.
        pub(crate) kill_at_byte: Option<usize>,
        /// The disk is full after this many bytes were written.
        pub(crate) full_at_byte: Option<usize>,
        pub(crate) operations: AtomicUsize,
        pub(crate) bytes: AtomicUsize,
    }

    static OF_PROCESS: LazyLock<Faults> = LazyLock::new(|| {
        let count = |name: &str| std::env::var(name).ok().and_then(|count| count.parse().ok());
        Faults {
            kill_at_operation: count("GOLEM_RPC_KILL_AT_OPERATION"),
            fail_at_operation: count("GOLEM_RPC_FAIL_AT_OPERATION"),
            kill_at_byte: count("GOLEM_RPC_KILL_AT_BYTE"),
            full_at_byte: count("GOLEM_RPC_DISK_FULL_AT_BYTE"),
            ..Faults::default()
        }
    });

    /// Has to be called before each operation on the disk, so that the operation can fail.
    pub(crate) fn operation() -> Result<()> {
        with(Faults::operation)
    }

    /// Writes `content`, as much of it as the disk has room for.
    pub(crate) fn write(file: &mut File, content: &[u8]) -> Result<()> {
        with(|faults| faults.write(file, content))
    }

    impl Faults {
        fn operation(&self) -> Result<()> {
            let number = Some(self.operations.fetch_add(1, Relaxed));
            if number == self.kill_at_operation {
                std::process::abort();
            }
            if number == self.fail_at_operation { Err(Error::other("an injected fault")) } else { Ok(()) }
        }

        fn write(&self, file: &mut File, content: &[u8]) -> Result<()> {
            let before = self.bytes.fetch_add(content.len(), Relaxed);
            let room = |limit: Option<usize>| limit.map_or(content.len(), |limit| limit.saturating_sub(before));
            let (until_killed, until_full) = (room(self.kill_at_byte), room(self.full_at_byte));
            let written = until_killed.min(until_full).min(content.len());
            file.write_all(&content[..written])?;
            if written == content.len() {
                return Ok(());
            }
            if until_killed <= until_full {
                std::process::abort();
            }
            Err(Error::from(ErrorKind::StorageFull))
        }
    }

    #[cfg(not(test))]
    fn with<T>(run: impl FnOnce(&Faults) -> T) -> T {
        run(&OF_PROCESS)
    }

    #[cfg(test)]
    thread_local! {
        static OF_TEST: std::cell::RefCell<Option<Faults>> = const { std::cell::RefCell::new(None) };
    }

    #[cfg(test)]
    fn with<T>(run: impl FnOnce(&Faults) -> T) -> T {
        OF_TEST.with_borrow(|faults| run(faults.as_ref().unwrap_or(&OF_PROCESS)))
    }

    /// Makes things go wrong in this thread while `run` runs. Returns what `run` returned, and the
    /// number of operations and of bytes written.
    #[cfg(test)]
    pub(crate) fn during<T>(faults: Faults, run: impl FnOnce() -> T) -> (T, usize, usize) {
        OF_TEST.set(Some(faults));
        let done = run();
        let faults = OF_TEST.take().unwrap_or_default();
        (done, faults.operations.into_inner(), faults.bytes.into_inner())
    }
}

#[cfg(debug_assertions)]
pub(crate) use injected::*;
#[cfg(not(debug_assertions))]
pub(crate) use none::*;
