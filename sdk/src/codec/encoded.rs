//! [`Encoded`]: the parameters of a call.

use super::encode::{Encode, Encoder};
use crate::bindings::wit_value::BorrowedValue;
use crate::worker::Connection;
use std::cell::Cell;
use std::rc::Rc;

/// The parameters of a call, ready to be handed to the host.
#[derive(Debug)]
pub(crate) struct Encoded(Option<Box<Encoder>>);

thread_local! {
    /// The encoder of an earlier call, whose memory is used again: so most calls allocate nothing.
    static SPARE: Cell<Option<Box<Encoder>>> = const { Cell::new(None) };
}

/// An encoder with memory for more nodes than this, of 24 bytes each, is freed after the call.
const SPARE_NODES: usize = 1024;

impl Encoded {
    pub(crate) fn new(params: &[&dyn Encode]) -> Self {
        // At the end of the thread this may be gone, while destructors still make calls.
        let mut encoder = SPARE.try_with(Cell::take).ok().flatten().unwrap_or_default();
        encoder.encode(params);
        Self(Some(encoder))
    }

    /// Parameters for `worker`, whose resources must be that worker's.
    ///
    /// # Errors
    ///
    /// The URI of the worker that has the first resource which is another worker's.
    pub(crate) fn for_worker(worker: &Rc<Connection>, params: &[&dyn Encode]) -> Result<Self, String> {
        let mut encoder = Box::new(Encoder::for_worker(worker));
        encoder.encode(params);
        match encoder.foreign.take() {
            Some(owner) => Err(owner),
            None => Ok(Self(Some(encoder))),
        }
    }

    /// The parameters as the host takes them, which live as long as this.
    pub(crate) fn values(&self) -> &[BorrowedValue] {
        self.0.as_ref().map_or(&[], |encoder| &encoder.values)
    }
}

impl Drop for Encoded {
    fn drop(&mut self) {
        let Some(mut encoder) = self.0.take() else { return };
        if encoder.capacity() <= SPARE_NODES {
            encoder.clear();
            // As in `new`.
            let _ = SPARE.try_with(|spare| spare.set(Some(encoder)));
        }
    }
}
