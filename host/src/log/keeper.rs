//! [`Keeper`]: keeps the log of one worker on the disk.

use std::{
    fmt::Display,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;

use super::entry::Entry;
use super::idempotency_key::IdempotencyKey;
use super::worker_record::WorkerRecord;
use crate::durable::{Change, Journal};

/// Keeps the log of one worker on the disk.
pub(crate) struct Keeper {
    journal: Arc<Journal>,
    /// The worker's number there.
    number: u64,
    record: Mutex<WorkerRecord>,
}

impl Keeper {
    pub fn new(journal: Arc<Journal>, number: u64, record: WorkerRecord) -> Self {
        Self { journal, number, record: Mutex::new(record) }
    }

    pub fn record(&self) -> WorkerRecord {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds an entry to the log, or replaces the one at this place.
    pub fn add(&self, place: usize, entry: &Entry) {
        let (worker, place) = (self.number, place as u64);
        add(&self.journal, entry, |record| Change::Entry { worker, place, record });
    }

    /// Begins the log anew.
    pub fn forget(&self) {
        self.journal.add(Change::LogGone { worker: self.number });
        self.change(|record| (record.directory_had_files, record.used_network) = (None, false));
    }

    /// Notes that a call was answered.
    pub fn answered(&self, key: IdempotencyKey) {
        self.journal.add(Change::CallGone { key: key.into() });
    }

    /// Notes that the worker has a directory. Gives the journal, on which it may have to wait
    /// before it makes files.
    pub fn has_directory(&self, had_files: bool) -> Arc<Journal> {
        self.change(|record| record.directory_had_files = Some(had_files))
    }

    /// Notes that the worker uses the network. Gives the journal, on which it has to wait before it
    /// does so.
    pub fn uses_network(&self) -> Arc<Journal> {
        self.change(|record| record.used_network = true)
    }

    fn change(&self, change: impl FnOnce(&mut WorkerRecord)) -> Arc<Journal> {
        let mut record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut record);
        add_worker(&self.journal, self.number, &record);
        self.journal.clone()
    }
}

/// Notes what a worker is made with.
pub(super) fn add_worker(journal: &Journal, number: u64, record: &WorkerRecord) {
    add(journal, record, |record| Change::Worker { number, record });
}

/// Adds a change with a record in it. If the record has no form in which it can be kept, nothing
/// more is taken: what came after it could not be understood without it.
pub(super) fn add(journal: &Journal, record: &impl Serialize, change: impl FnOnce(Vec<u8>) -> Change) {
    match postcard::to_allocvec(record) {
        Ok(record) => journal.add(change(record)),
        Err(error) => cannot_be_kept(journal, error),
    }
}

fn cannot_be_kept(journal: &Journal, error: impl Display) {
    journal.fail(&format!("a record can't be kept: {error}"));
}
