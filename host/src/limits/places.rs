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
    /// Takes one of at most `limit` places of `owner`.
    pub fn take<T: AsRef<Self>>(owner: &Arc<T>, limit: Option<usize>) -> Result<Place<T>, NoPlace> {
        let next = |taken: usize| (taken < limit.unwrap_or(CLOSED - 1)).then(|| taken + 1);
        match T::as_ref(owner).0.try_update(Ordering::AcqRel, Ordering::Acquire, next) {
            Ok(_) => Ok(Place(owner.clone())),
            Err(CLOSED) => Err(NoPlace::Closed),
            Err(_) => Err(NoPlace::Full(limit.unwrap_or(CLOSED))),
        }
    }

    /// Closes the queue if nobody has a place in it.
    pub fn close(&self) -> bool {
        self.0.compare_exchange(0, CLOSED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

impl AsRef<Self> for Places {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A place of `T`, taken until it is dropped.
#[derive(Debug)]
pub(crate) struct Place<T: AsRef<Places>>(Arc<T>);

impl<T: AsRef<Places>> Place<T> {
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
