//! [`Jitter`]: shortens waits at random, so that callers which failed at the same time do not call
//! again at the same time.

use crate::runtime::random::Random;
use std::cell::Cell;
use std::time::Duration;

thread_local! {
    /// The seed of this worker, once it was needed.
    static OF_WORKER: Cell<Option<u64>> = const { Cell::new(None) };
    /// How many retries without a seed of their own had to wait.
    static RETRIES: Cell<u64> = const { Cell::new(0) };
}

pub(super) struct Jitter {
    /// `None` before the first wait: Golem writes to the worker's log that the environment was
    /// read, so it is not read for calls that do not fail.
    numbers: Option<Random>,
    seed: fn() -> u64,
}

impl Jitter {
    pub(super) fn seeded(seed: u64) -> Self {
        Self { numbers: Some(Random::seeded(seed)), seed: seed_of_worker }
    }

    /// That of the first retry of this worker.
    pub(super) fn of_first_retry() -> Self {
        Self { numbers: None, seed: seed_of_worker }
    }

    /// That of one more retry of this worker.
    pub(super) fn of_next_retry() -> Self {
        Self { numbers: None, seed: seed_of_next_retry }
    }

    /// Shortens `delay` by up to half.
    pub(super) fn shorten(&mut self, delay: Duration) -> Duration {
        let numbers = self.numbers.get_or_insert_with(|| Random::seeded((self.seed)()));
        // Half of the delay, and a random part of the other half, in steps of 1/1024.
        let half = delay / 2;
        half + half / 1024 * numbers.below(1025)
    }
}

fn seed_of_next_retry() -> u64 {
    let before = RETRIES.get();
    RETRIES.set(before + 1);
    seed_of_worker() ^ mixed(before)
}

fn seed_of_worker() -> u64 {
    let seed = OF_WORKER.get().unwrap_or_else(|| seed_of(&worker_name()));
    OF_WORKER.set(Some(seed));
    seed
}

/// Empty outside of Golem, so that tests take the same times wherever they run.
fn worker_name() -> String {
    match cfg!(target_family = "wasm") {
        true => std::env::var("GOLEM_WORKER_NAME").unwrap_or_default(),
        false => String::new(),
    }
}

/// A seed for `name`, which is the same on every platform and in every version.
pub(super) fn seed_of(name: &str) -> u64 {
    // The hash FNV-1a.
    let hash = name
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    mixed(hash)
}

/// Gives numbers that differ little, as those of similar names, results that have nothing in
/// common. Zero stays zero. (The last step of the generator SplitMix64.)
fn mixed(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}

#[cfg(test)]
mod tests {
    use super::{Jitter, seed_of};
    use std::time::Duration;

    const SECOND: Duration = Duration::from_secs(1);

    /// That the first waits of so many callers are spread evenly over the second half of a second.
    fn assert_spread(waits: impl IntoIterator<Item = Duration>) {
        let mut callers = [0; 16];
        let waits: Vec<Duration> = waits.into_iter().collect();
        for wait in &waits {
            assert!((SECOND / 2..=SECOND).contains(wait), "{wait:?}");
            callers[((*wait - SECOND / 2).as_millis() / 32) as usize] += 1;
        }
        let even = waits.len() / 16;
        assert!(callers.iter().all(|callers| (even / 2..2 * even).contains(callers)), "{callers:?}");
    }

    #[test]
    fn workers_of_similar_names_wait_for_different_times() {
        assert_spread((0..1600).map(|n| Jitter::seeded(seed_of(&format!("worker-{n}"))).shorten(SECOND)));
    }

    #[test]
    fn retries_of_one_worker_wait_for_different_times() {
        let first = Jitter::of_first_retry().shorten(SECOND);
        assert_eq!(Jitter::of_next_retry().shorten(SECOND), first);
        assert_spread((0..1600).map(|_| Jitter::of_next_retry().shorten(SECOND)));
        assert_eq!(Jitter::of_first_retry().shorten(SECOND), first);
    }
}
