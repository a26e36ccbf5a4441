//! [`Lock`]: a mutex for what wakers share, since a waker may be woken on any thread. A component
//! has only one, where a mutex would be much code for nothing.

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
pub(super) use one_thread::Lock;
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
pub(super) use threads::Lock;

#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
mod threads {
    use std::ops::DerefMut;
    use std::sync::{Mutex, PoisonError};

    #[derive(Default)]
    pub(in crate::runtime) struct Lock<T>(Mutex<T>);

    impl<T> Lock<T> {
        /// Locks, also after a panic under the lock: it guards a list of numbers or a waker, and no
        /// panic leaves either of them half changed.
        pub(in crate::runtime) fn lock(&self) -> impl DerefMut<Target = T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
mod one_thread {
    use std::cell::RefCell;
    use std::ops::DerefMut;

    #[derive(Default)]
    pub(in crate::runtime) struct Lock<T>(RefCell<T>);

    // SAFETY: without atomics, WebAssembly has no threads that share memory.
    unsafe impl<T: Send> Sync for Lock<T> {}

    impl<T> Lock<T> {
        pub(in crate::runtime) fn lock(&self) -> impl DerefMut<Target = T> {
            self.0.borrow_mut()
        }
    }
}
