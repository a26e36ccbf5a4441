//! [`MemoryLimit`]: holds a worker to its memory.

use wasmtime::{Error, ResourceLimiter, Result};

use super::limit_hit::LimitHit;

/// Bytes of a table's element, as the engine keeps it.
const ELEMENT: usize = size_of::<usize>();

/// Counts what all memories and tables of one instance take, and refuses what is too much.
///
/// With an error, not as the instruction itself can: a guest would at best say `unreachable`, and nobody would know why.
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
