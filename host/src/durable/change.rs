//! [`Change`]: one change of what a folder keeps.

use redb::{Error, WriteTransaction};

use super::tables::{CALLS, COMPONENTS, ENTRIES, NUMBERS, SCHEDULED, WORKERS, all_entries};

/// One change of what a folder keeps. Records are bytes, which whoever reads them has written.
#[derive(Debug)]
pub(crate) enum Change {
    /// A number of the whole host, by its name.
    Number(&'static str, u64),
    /// The name of a component, and the hash of its bytes.
    Component {
        id: u128,
        name: String,
        hash: [u8; 32],
    },
    Worker {
        number: u64,
        record: Vec<u8>,
    },
    /// A worker was removed, with its log.
    WorkerGone {
        number: u64,
    },
    /// One entry of a worker's log.
    Entry {
        worker: u64,
        place: u64,
        record: Vec<u8>,
    },
    /// A worker's log begins anew.
    LogGone {
        worker: u64,
    },
    /// A call is in its target's queue.
    Call {
        key: u128,
        record: Vec<u8>,
    },
    /// A call was answered, or taken out of the queue.
    CallGone {
        key: u128,
    },
    /// A call is to be made at a later time.
    Scheduled {
        number: u64,
        record: Vec<u8>,
    },
    /// It was made, or cancelled.
    ScheduledGone {
        number: u64,
    },
}

/// Makes these changes within a transaction.
pub(super) fn apply(transaction: &WriteTransaction, changes: &[Change]) -> Result<(), Error> {
    let mut numbers = transaction.open_table(NUMBERS)?;
    let mut components = transaction.open_table(COMPONENTS)?;
    let mut workers = transaction.open_table(WORKERS)?;
    let mut entries = transaction.open_table(ENTRIES)?;
    let mut calls = transaction.open_table(CALLS)?;
    let mut scheduled = transaction.open_table(SCHEDULED)?;
    for change in changes {
        match change {
            Change::Number(name, number) => drop(numbers.insert(name, number)?),
            Change::Component { id, name, hash } => drop(components.insert(id, (&**name, hash))?),
            Change::Worker { number, record } => drop(workers.insert(number, &**record)?),
            Change::WorkerGone { number } => {
                drop(workers.remove(number)?);
                entries.retain_in(all_entries(*number), |_, _| false)?;
            }
            Change::Entry { worker, place, record } => drop(entries.insert((*worker, *place), &**record)?),
            Change::LogGone { worker } => entries.retain_in(all_entries(*worker), |_, _| false)?,
            Change::Call { key, record } => drop(calls.insert(key, &**record)?),
            Change::CallGone { key } => drop(calls.remove(key)?),
            Change::Scheduled { number, record } => drop(scheduled.insert(number, &**record)?),
            Change::ScheduledGone { number } => drop(scheduled.remove(number)?),
        }
    }
    Ok(())
}
