//! What this process has of the machine, and a watch on the most precious of it. Elsewhere than on Linux nobody tells.

use crate::program::Program;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

#[derive(Debug, Clone, Copy)]
pub struct Resources {
    /// Bytes of resident memory.
    pub memory: usize,
    /// Open file descriptors.
    pub files: usize,
    pub threads: usize,
}

impl Resources {
    fn now() -> Self {
        let entries = |folder: &str| fs::read_dir(folder).map_or(0, Iterator::count);
        let statm = fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
        Self { memory: pages.unwrap_or(0) * 4096, files: entries("/proc/self/fd"), threads: entries("/proc/self/task") }
    }
}

/// Waits until all three have stopped falling, because what a host had goes a little after the host.
pub fn settled() -> Resources {
    give_back_memory();
    let mut before = Resources::now();
    loop {
        thread::sleep(Duration::from_millis(300));
        give_back_memory();
        let now = Resources::now();
        if now.memory >= before.memory && now.files >= before.files && now.threads >= before.threads {
            return now;
        }
        before = now;
    }
}

/// Has the allocator give back what nobody uses: else it keeps some for each thread that there ever was.
fn give_back_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes a number alone, and the allocator may be asked by any thread at any time.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The programs that run now, by seed.
static RUNNING: Mutex<BTreeMap<u64, (Instant, String)>> = Mutex::new(BTreeMap::new());

/// A program that runs for as long as this lives.
pub struct Running(u64);

impl Running {
    pub fn begin(seed: u64, program: &Program) -> Self {
        running().insert(seed, (Instant::now(), format!("{program:#?}")));
        Self(seed)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        running().remove(&self.0);
    }
}

/// Ends this process with a message once it takes more than so many bytes: else the system would end it without one.
pub fn watch_memory(limit: usize) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(20));
            let Resources { memory, .. } = Resources::now();
            if memory > limit {
                for (seed, (since, program)) in &*running() {
                    eprintln!("seed {seed}, for {:?}: {program}", since.elapsed());
                }
                eprintln!("{memory} bytes of memory while these ran");
                process::abort();
            }
        }
    });
}

fn running() -> MutexGuard<'static, BTreeMap<u64, (Instant, String)>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
