//! Measures what this process takes of the machine, and ends it if it takes too much memory. On
//! other systems than Linux nothing is measured.

use crate::program::Program;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

#[derive(Debug, Clone, Copy)]
pub struct Resources {
    /// Resident memory in bytes.
    pub memory: usize,
    /// The number of open file descriptors.
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

/// Measures once the numbers have stopped falling, since a host's threads end a little after the
/// host was dropped.
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

/// Makes the allocator give unused memory back to the system. Otherwise it keeps some for each
/// thread that has ever existed.
fn give_back_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes one number, and any thread may call it at any time.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The programs that are running, by their seeds.
static RUNNING: Mutex<BTreeMap<u64, (Instant, String)>> = Mutex::new(BTreeMap::new());

/// Marks a program as running while this value lives.
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

/// Ends this process with a message once it takes more memory than `limit`, in bytes. Otherwise the
/// system would end it without any message.
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
