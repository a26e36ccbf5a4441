//! [`Places`]: a number of places, of which only so many can be taken.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// How many places are taken: of those in a worker's queue, or of those for workers in a host. Once
/// it is closed nobody can take one any more.
#[derive(Debug, Default)]
pub(crate) struct Places(AtomicUsize);

/// Stands in place of the number of places that are taken, when it is closed.
const CLOSED: usize = usize::MAX;

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// All are taken: there are so many.
    Full(usize),
    /// It was closed.
    Closed,
}

impl Places {
    /// Takes one of at most `limit` places of `owner`.
    pub fn take<T: AsRef<Self>>(owner: &Arc<T>, limit: Option<usize>) -> Result<Place<T>, NoPlace> {
        let next = |taken: usize| (taken < limit.unwrap_or(CLOSED - 1)).then(|| taken + 1);
        match T::as_ref(owner).0.try_update(Ordering::AcqRel, Ordering::Acquire, next) {
            Ok(_) => Ok(Place(owner.clone())),
            Err(CLOSED) => Err(NoPlace::Closed),
            Err(_) => Err(NoPlace::Full(limit.unwrap_or(CLOSED))),
        }
    }

    /// Whether no place is taken.
    pub fn are_free(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }

    /// Closes it if no place is taken, and tells whether it did. Both are one step: nobody can take
    /// a place in between.
    pub fn close(&self) -> bool {
        self.0.compare_exchange(0, CLOSED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

impl AsRef<Self> for Places {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub(crate) struct Place<T: AsRef<Places>>(Arc<T>);

impl<T: AsRef<Places>> Place<T> {
    /// Whose place it is.
    pub fn owner(&self) -> &Arc<T> {
        &self.0
    }
}

impl<T: AsRef<Places>> Drop for Place<T> {
    fn drop(&mut self) {
        T::as_ref(&self.0).0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life() {
        let places = Arc::<Places>::default();
        let first = Places::take(&places, Some(2)).unwrap();
        let _second = Places::take(&places, Some(2)).unwrap();
        assert_eq!(Places::take(&places, Some(2)).unwrap_err(), NoPlace::Full(2));
        drop(first);
        let third = Places::take(&places, Some(2)).unwrap();
        assert!(!places.close());
        drop((third, _second));
        assert!(places.close());
        assert_eq!(Places::take(&places, None).unwrap_err(), NoPlace::Closed);
    }
}
