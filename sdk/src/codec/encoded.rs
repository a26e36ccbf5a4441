//! [`Encoded`]: the parameters of a call.

use super::{Encode, Encoder};
#[cfg(not(target_family = "wasm"))]
use crate::bindings::rpc::WitNode;
use crate::{Remote, RpcError};
use std::cell::Cell;

/// The parameters of a call, ready to be handed over.
#[derive(Debug)]
pub(crate) struct Encoded(Option<Box<Encoder>>);

thread_local! {
    /// The encoder of an earlier call, so that most calls allocate nothing.
    static SPARE: Cell<Option<Box<Encoder>>> = const { Cell::new(None) };
}

/// An encoder with room for more nodes than this, 24 bytes each, is not worth its memory.
const SPARE_NODES: usize = 1024;

impl Encoded {
    pub(crate) fn new(params: &[&dyn Encode]) -> Self {
        // At the thread's end the spare one may be gone, while what is dropped there still calls.
        let mut encoder = SPARE.try_with(Cell::take).ok().flatten().unwrap_or_default();
        encoder.encode(params);
        Self(Some(encoder))
    }

    /// Parameters for `remote`, whose resources must be that worker's.
    pub(crate) fn for_worker(remote: &Remote, params: &[&dyn Encode]) -> Result<Self, RpcError> {
        let mut encoder = Box::new(Encoder::for_worker(remote));
        encoder.encode(params);
        match encoder.foreign.take() {
            Some(foreign) => Err(foreign),
            None => Ok(Self(Some(encoder))),
        }
    }

    /// Pointer and length of the `list<wit-value>`. It lives as long as this.
    #[cfg(target_family = "wasm")]
    pub(crate) fn as_raw(&self) -> (*const (), usize) {
        let values = self.0.as_ref().map_or(&[][..], |encoder| &encoder.values);
        (values.as_ptr().cast(), values.len())
    }

    /// The nodes of each parameter.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn values(&self) -> impl Iterator<Item = Vec<WitNode>> {
        let encoder = self.0.as_ref();
        let mut nodes = encoder.into_iter().flat_map(|encoder| encoder.owned());
        encoder
            .into_iter()
            .flat_map(|encoder| &encoder.values)
            .map(move |value| nodes.by_ref().take(value.len).collect())
    }
}

impl Drop for Encoded {
    fn drop(&mut self) {
        let Some(mut encoder) = self.0.take() else { return };
        if encoder.capacity() <= SPARE_NODES {
            encoder.clear();
            // As above.
            let _ = SPARE.try_with(|spare| spare.set(Some(encoder)));
        }
    }
}
