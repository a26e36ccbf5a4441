//! [`RecoveryOptions`]: how thorough a recovery is.

/// How thorough [`Host::recover_with`](crate::Host::recover_with) is.
///
/// ```
/// use golem_rpc_host::RecoveryOptions;
///
/// let options = RecoveryOptions::default().two_crashes(500).seed(7);
/// ```
#[must_use]
pub struct RecoveryOptions<'a> {
    pub(super) samples: u64,
    pub(super) seed: u64,
    pub(super) records: bool,
    pub(super) progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl Default for RecoveryOptions<'_> {
    fn default() -> Self {
        Self { samples: 0, seed: 0, records: false, progress: &|_, _| {} }
    }
}

impl<'a> RecoveryOptions<'a> {
    /// After the runs with one crash, makes so many with two, at places that are chosen at random.
    pub fn two_crashes(mut self, samples: u64) -> Self {
        self.samples = samples;
        self
    }

    /// What the places of two crashes are chosen by. With the same seed they are the same.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Makes the first run that failed once more, and records it:
    /// [`Recovery::recording`](crate::Recovery::recording).
    pub fn record_failing(mut self, record: bool) -> Self {
        self.records = record;
        self
    }

    /// Calls this after each run, on the thread of that run, with the number of runs that are done
    /// and of all.
    pub fn progress(mut self, progress: &'a (dyn Fn(u64, u64) + Sync)) -> Self {
        self.progress = progress;
        self
    }
}
