//! The stub: a component that a caller imports and that forwards each call to a remote worker.

mod contract;
mod dependencies;
mod guest;
mod keywords;
mod shared;
mod wit;

pub(crate) use contract::{Contract, Of, StubFunction, StubResource, is_located};
pub(crate) use dependencies::dependencies;
pub(crate) use guest::{Side, bindings, bindings_module, bindings_path, guest, stub_path};
pub(crate) use keywords::refuse;
pub(crate) use wit::stub_wit;
