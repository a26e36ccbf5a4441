//! [`MemoryLimit`]: how much memory a worker takes.

use wasmtime::{Error, ResourceLimiter, Result};

use super::limit_hit::LimitHit;

/// How many bytes an element of a table takes in the engine.
const ELEMENT: usize = size_of::<usize>();

/// Counts what the memories and tables of one instance take together, and refuses what is too much.
///
/// It refuses with an error, which ends the worker. The instruction to grow a memory could also
/// just fail; but then the guest would run into its own `unreachable`, and nobody would learn that
/// it was the limit.
#[derive(Debug)]
pub(crate) struct MemoryLimit {
    limit: Option<usize>,
    used: usize,
}

impl MemoryLimit {
    pub fn new(limit: Option<usize>) -> Self {
        Self { limit, used: 0 }
    }

    fn grow(&mut self, bytes: usize) -> Result<bool> {
        let used = self.used.saturating_add(bytes);
        match self.limit {
            Some(limit) if used > limit => Err(Error::new(LimitHit::Memory(limit))),
            _ => {
                self.used = used;
                Ok(true)
            }
        }
    }
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.grow(desired.saturating_sub(current))
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.grow(desired.saturating_sub(current).saturating_mul(ELEMENT))
    }

    fn instances(&self) -> usize {
        usize::MAX
    }

    fn tables(&self) -> usize {
        usize::MAX
    }

    fn memories(&self) -> usize {
        usize::MAX
    }
}
