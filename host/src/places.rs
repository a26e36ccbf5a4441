//! [`Places`]: how many invocations a worker has before it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The places in a worker's queue, until it is closed.
#[derive(Debug, Default)]
pub(crate) struct Places(AtomicUsize);

/// In place of the number of places taken.
const CLOSED: usize = usize::MAX;

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPlace {
    Full(usize),
    Closed,
}

impl Places {
    /// Takes one of at most `limit` places.
    pub fn take(self: &Arc<Self>, limit: Option<usize>) -> Result<Place, NoPlace> {
        let next = |taken: usize| (taken < limit.unwrap_or(CLOSED - 1)).then(|| taken + 1);
        match self.0.try_update(Ordering::AcqRel, Ordering::Acquire, next) {
            Ok(_) => Ok(Place(self.clone())),
            Err(CLOSED) => Err(NoPlace::Closed),
            Err(_) => Err(NoPlace::Full(limit.unwrap_or(CLOSED))),
        }
    }

    /// Closes the queue if nobody has a place in it.
    pub fn close(&self) -> bool {
        self.0.compare_exchange(0, CLOSED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

/// Taken until it is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Places>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life() {
        let places = Arc::<Places>::default();
        let first = places.take(Some(2)).unwrap();
        let _second = places.take(Some(2)).unwrap();
        assert_eq!(places.take(Some(2)).unwrap_err(), NoPlace::Full(2));
        drop(first);
        let third = places.take(Some(2)).unwrap();
        assert!(!places.close());
        drop((third, _second));
        assert!(places.close());
        assert_eq!(places.take(None).unwrap_err(), NoPlace::Closed);
    }
}
