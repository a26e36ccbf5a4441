//! The tables of the store.

use std::ops::RangeInclusive;

use redb::TableDefinition;

/// Numbers of the whole host, by name.
pub(super) const NUMBERS: TableDefinition<'_, &str, u64> = TableDefinition::new("numbers");
/// For each component's id its name, and the hash of its bytes.
pub(super) const COMPONENTS: TableDefinition<'_, u128, (&str, &[u8; 32])> = TableDefinition::new("components");
/// Workers, by a number that each gets when it is created.
pub(super) const WORKERS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("workers");
/// The entries of their logs, by the worker's number and the place in its log.
pub(super) const ENTRIES: TableDefinition<'_, (u64, u64), &[u8]> = TableDefinition::new("entries");
/// Calls that were not answered, by their idempotency keys.
pub(super) const CALLS: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("calls");
/// Calls whose time has not come, by their numbers.
pub(super) const SCHEDULED: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("scheduled");

/// The keys of all entries of a worker's log.
pub(super) fn all_entries(worker: u64) -> RangeInclusive<(u64, u64)> {
    (worker, 0)..=(worker, u64::MAX)
}
